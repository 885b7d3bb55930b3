//! OFREP 0.3, the OpenFeature Remote Evaluation Protocol, answered from memory.
//!
//! Project and environment come from the token, so that no URL can name another environment.

mod bulk;
mod caller;
mod context;
mod error;
mod events;
mod single;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_events;

use arkan_app::page::AppState;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

/// The largest context, in bytes.
const MAX_BODY: usize = 64 * 1024;

/// The endpoints, for [`super::router`].
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/ofrep/v1/evaluate/flags", post(bulk::evaluate))
        .route("/ofrep/v1/evaluate/flags/{key}", post(single::evaluate))
        .route("/ofrep/v1/events", get(events::events))
        .layer(DefaultBodyLimit::max(MAX_BODY))
}
