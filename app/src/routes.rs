use crate::{alerts, backups, dashboard, deployments, flags, guides, identity, page::AppState};
use axum::Router;

/// Every page and form of the console.
pub fn router() -> Router<AppState> {
    Router::new()
        .merge(flags::router())
        .merge(dashboard::router())
        .merge(deployments::router())
        .merge(backups::router())
        .merge(alerts::router())
        .merge(guides::router())
        .merge(identity::router())
}
