//! Machine APIs: bearer tokens instead of sessions, and errors in their protocols' own forms.

mod bearer;
mod deployments;
mod ofrep;
mod problem;

pub use bearer::{Bearer, token_of};

use arkan_app::page::AppState;
use axum::Router;

/// Every machine API.
pub fn router() -> Router<AppState> {
    Router::new()
        .merge(arkan_app::alerts::ping_router())
        .merge(deployments::router())
        .merge(ofrep::router())
}
