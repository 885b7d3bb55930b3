//! The REST API for programs that automate flags: a bearer token of purpose `automate`, or `read` for GET. What
//! applications report to experiments takes their own tokens.

mod call;
mod experiments;
mod flags;
mod openapi;
#[cfg(test)]
mod tests;

pub use openapi::document;

use arkan_app::page::AppState;
use axum::{
    Json, Router,
    response::{IntoResponse as _, Response},
    routing::get,
};

/// The API below `/api/v1`.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/api/v1/openapi.json", get(describe))
        .merge(flags::router())
}

/// The part of it that browsers of any site may ask, too.
pub fn browsers() -> Router<AppState> {
    experiments::router()
}

/// `GET /api/v1/openapi.json`: it says nothing that is secret, and tools fetch it without a token.
async fn describe() -> Response {
    Json(document()).into_response()
}
