//! `/projects`: the products that the console runs.

mod list;
mod new;

use crate::page::AppState;
use axum::{Router, routing::get};

/// The projects, and a new one.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/projects", get(list::show).post(new::create))
        .route("/projects/new", get(new::show))
}
