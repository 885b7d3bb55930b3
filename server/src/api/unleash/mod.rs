//! The Unleash client and frontend APIs, answered from memory, so that Unleash's SDKs work unchanged.
//!
//! Server SDKs read the rules and evaluate by themselves (a token of the purpose `sdk`); frontends get answers only
//! (`evaluate` or `sdk`). Project and environment come from the token, whatever the request says.

mod caller;
mod context;
mod error;
mod features;
mod frontend;
mod metrics;
#[cfg(test)]
mod specification;
mod streaming;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_streaming;

use arkan_app::page::AppState;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

/// The largest context or bucket of metrics, in bytes.
const MAX_BODY: usize = 256 * 1024;

/// The endpoints for server SDKs.
pub fn servers() -> Router<AppState> {
    Router::new()
        .route("/api/client/features", get(features::features))
        .route("/api/client/streaming", get(streaming::streaming))
        .route("/api/client/register", post(metrics::register))
        .route("/api/client/metrics", post(metrics::server))
        .layer(DefaultBodyLimit::max(MAX_BODY))
}

/// The endpoints for frontends, which may be browsers.
pub fn frontends() -> Router<AppState> {
    Router::new()
        .route("/api/frontend", get(frontend::by_query).post(frontend::by_body))
        // The SDK uses the address as it was configured.
        .route("/api/frontend/", get(frontend::by_query).post(frontend::by_body))
        .route("/api/frontend/client/register", post(metrics::register_frontend))
        .route("/api/frontend/client/metrics", post(metrics::frontend))
        .layer(DefaultBodyLimit::max(MAX_BODY))
}
