use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use http::HeaderValue;
use std::time::Instant;
use tracing::Instrument as _;
use uuid::Uuid;

const REQUEST_ID: &str = "x-request-id";

/// Gives the request an id, a line in the log, and a place in the metrics. Paths are logged by their pattern:
/// one-time links and ping keys never reach the log.
pub async fn observe(request: Request, next: Next) -> Response {
    let id = Uuid::now_v7().simple().to_string();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("(none)", MatchedPath::as_str)
        .to_owned();
    let span = tracing::info_span!("request", id, %method, route);
    let begun = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let (status, seconds) = (response.status(), begun.elapsed().as_secs_f64());
    let labels = [
        ("method", method.to_string()),
        ("route", route),
        ("status", status.as_str().to_owned()),
    ];
    ::metrics::counter!("arkan_http_requests_total", &labels).increment(1);
    ::metrics::histogram!("arkan_http_request_seconds", &labels[..2]).record(seconds);
    let milliseconds = seconds * 1000.0;
    span.in_scope(|| tracing::debug!(status = status.as_u16(), milliseconds, "answered"));
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}
