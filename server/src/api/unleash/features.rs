use super::{caller::ServerSdk, error::Refused};
use crate::api::{environment::Denied, etag::matches};
use arkan_app::page::AppState;
use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, StatusCode, header};

/// `GET /api/client/features`: the rules of every flag of the token's environment.
pub async fn features(State(app): State<AppState>, sdk: ServerSdk, headers: HeaderMap) -> Response {
    let Some(engine) = app.backend.flags.engine(sdk.0.environment) else {
        return Refused::Denied(Denied::Unavailable).into_response();
    };
    let published = engine.published(knows_no_segments(&headers));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let tag = [(header::ETAG, published.etag.clone())];
    if known.is_some_and(|known| matches(known, &published.etag)) {
        return (StatusCode::NOT_MODIFIED, tag).into_response();
    }
    let content_type = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
    (tag, content_type, published.body.clone()).into_response()
}

/// Whether the SDK follows a version of the client specification from before segments, 4.2.0. One that does not say
/// is taken for a new one.
fn knows_no_segments(headers: &HeaderMap) -> bool {
    headers
        .get("unleash-client-spec")
        .and_then(|value| value.to_str().ok())
        .and_then(|version| semver::Version::parse(version.trim()).ok())
        .is_some_and(|version| version < semver::Version::new(4, 2, 0))
}
