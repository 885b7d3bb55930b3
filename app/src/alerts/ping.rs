//! `/ping/{key}`: heartbeats, by the protocol of healthchecks.io. No session, no CSRF check: machines call it.

use crate::page::{AppState, report, status_of};
use arkan_backend::alerts::ping;
use arkan_domain::alerts::PingSignal;
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    response::{IntoResponse as _, Response},
    routing::get,
};
use http::StatusCode;
use uuid::Uuid;

/// As much of a body as healthchecks.io takes.
const MAX_BODY: usize = 100_000;

/// GET, HEAD and POST of `/ping/{key}` and `/ping/{key}/{start|fail|log|0-255}`.
pub fn ping_router() -> Router<AppState> {
    Router::new()
        .route("/ping/{key}", get(done).post(done))
        .route("/ping/{key}/{signal}", get(signalled).post(signalled))
        .layer(DefaultBodyLimit::max(MAX_BODY))
}

async fn done(State(state): State<AppState>, Path(key): Path<String>, body: Bytes) -> Response {
    take(&state, &key, Some(PingSignal::Success), &body).await
}

async fn signalled(
    State(state): State<AppState>,
    Path((key, signal)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    take(&state, &key, PingSignal::parse(&signal), &body).await
}

async fn take(state: &AppState, key: &str, signal: Option<PingSignal>, body: &[u8]) -> Response {
    // An address that is no heartbeat's and one that means nothing are not told apart.
    let (Some(signal), Ok(key)) = (signal, key.parse::<Uuid>()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match ping(&state.backend, key, signal, &String::from_utf8_lossy(body)).await {
        Ok(()) => "OK".into_response(),
        Err(error) => {
            report(&error);
            status_of(&error).into_response()
        }
    }
}
