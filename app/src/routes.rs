use crate::{
    alerts, audit, backups, dashboard, deployments, flags, freezes, guides, identity, jobs, page::AppState, projects,
};
use axum::Router;

/// Every page and form of the console.
pub fn router() -> Router<AppState> {
    Router::new()
        .merge(flags::router())
        .merge(freezes::router())
        .merge(dashboard::router())
        .merge(deployments::router())
        .merge(backups::router())
        .merge(alerts::router())
        .merge(guides::router())
        .merge(identity::router())
        .merge(audit::router())
        .merge(projects::router())
        .merge(jobs::router())
}
