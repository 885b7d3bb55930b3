//! `/jobs`: what the workers do and did.

mod list;

use crate::page::AppState;
use axum::{
    Router,
    routing::{get, post},
};

/// The jobs, and the way to stop one.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/jobs", get(list::show))
        .route("/jobs/{id}/cancel", post(list::cancel))
}
