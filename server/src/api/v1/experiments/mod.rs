//! What applications report to the experiments of their environment: the one part below `/api/v1` that is opened by a
//! token for flags, and that browsers of any site may ask.

mod caller;
pub mod events;
#[cfg(test)]
mod tests;

use arkan_app::page::AppState;
use axum::{Router, routing::post};

pub fn router() -> Router<AppState> {
    Router::new().route("/api/v1/experiments/events", post(events::report))
}
