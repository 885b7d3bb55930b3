//! Machine APIs: bearer tokens instead of sessions, and errors in their protocols' own forms.

mod bearer;
mod deployments;
mod environment;
mod etag;
mod ofrep;
mod problem;
#[cfg(test)]
mod testing;
mod unleash;

pub use bearer::{Bearer, token_of};

use arkan_app::page::AppState;
use axum::Router;
use http::{Method, header};
use std::time::Duration;
use tower_http::cors::{AllowHeaders, Any, CorsLayer};

/// How long a browser remembers that it may ask.
const PREFLIGHT: Duration = Duration::from_hours(1);

/// Every machine API.
pub fn router() -> Router<AppState> {
    Router::new()
        .merge(arkan_app::alerts::ping_router())
        .merge(deployments::router())
        .merge(ofrep::router().layer(browsers()))
        .merge(unleash::servers())
        .merge(unleash::frontends().layer(browsers()))
}

/// Lets scripts of any site ask: what opens a door here is the token in the request, never a cookie of the browser.
fn browsers() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([header::ETAG, header::RETRY_AFTER])
        .max_age(PREFLIGHT)
}
