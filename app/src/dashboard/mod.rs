//! The first page and the change timeline: every pillar's state, what needs attention, what happened.

mod attention;
mod cards;
mod filter;
mod home;
mod stream;
mod timeline;

use crate::page::AppState;
use axum::{Router, routing::get};

/// The dashboard and the timeline.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/", get(home::show))
        .route("/timeline", get(timeline::show))
}
