//! Machine APIs: bearer tokens instead of sessions, and errors in their protocols' own forms.

mod bearer;
mod context;
mod deployments;
mod environment;
mod etag;
mod form;
mod json;
mod ofrep;
#[cfg(test)]
mod parity;
mod problem;
mod sent;
mod source;
mod stream;
#[cfg(test)]
mod testing;
mod unleash;
mod v1;

pub use bearer::{Bearer, token_of};
pub use form::speak;
pub use source::mark as mark_source;
pub use stream::Streams;
pub use v1::document;

use arkan_app::page::AppState;
use axum::Router;
use http::{Method, header};
use std::time::Duration;
use tower_http::cors::{AllowHeaders, Any, CorsLayer};

/// How long a browser remembers that it may ask.
const PREFLIGHT: Duration = Duration::from_hours(1);

/// The machine APIs that only machines ask.
pub fn machines() -> Router<AppState> {
    Router::new()
        .merge(arkan_app::alerts::ping_router())
        .merge(deployments::router())
        .merge(v1::router())
        .merge(unleash::servers())
}

/// The machine APIs that browsers of any site may ask, too.
pub fn browsers() -> Router<AppState> {
    Router::new()
        .merge(ofrep::router())
        .merge(unleash::frontends())
        .merge(v1::browsers())
}

/// Lets scripts of any site ask: what opens a door here is the token in the request, never a cookie of the browser.
/// It stands outside of everything that may refuse, so that a script can read why.
pub fn any_origin() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([header::ETAG, header::RETRY_AFTER, source::SOURCE])
        .max_age(PREFLIGHT)
}
