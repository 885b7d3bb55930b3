use super::{
    caller::Caller,
    context::Body,
    error::{Failure, Refused},
    single::{Metadata, Success, told},
};
use crate::api::etag::matches;
use arkan_app::page::AppState;
use arkan_backend::flags::Engine;
use axum::{
    Json,
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, StatusCode, header};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

#[derive(Serialize)]
#[serde(untagged)]
enum Evaluated {
    Success(Success),
    Failure(Failure),
}

#[derive(Serialize)]
struct Bulk {
    flags: Vec<Evaluated>,
    metadata: Metadata,
}

/// `POST /ofrep/v1/evaluate/flags`
pub async fn evaluate(State(app): State<AppState>, caller: Caller, headers: HeaderMap, body: Body) -> Response {
    let context = match body.context() {
        Ok(context) => context,
        Err(failure) => return failure.into_response(),
    };
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut revision = 0;
    let mut tag = String::new();
    let mut same = false;
    let answers = app
        .backend
        .flags
        .serve_all(caller.environment, &context.asked, |current| {
            revision = current.revision;
            tag = etag(current, &context.canonical);
            same = known.is_some_and(|known| matches(known, &tag));
            same
        });
    let Some(answers) = answers else {
        return Refused::Unavailable.into_response();
    };
    if same {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    let flags = answers
        .into_iter()
        .map(|(key, answer)| match told(key, revision, answer) {
            Ok(success) => Evaluated::Success(success),
            Err(failure) => Evaluated::Failure(failure),
        })
        .collect();
    let metadata = Metadata { revision };
    ([(header::ETAG, tag)], Json(Bulk { flags, metadata })).into_response()
}

/// Names the answers to one context by one set of rules, which the rules' own name tells: a revision alone would name
/// two after a database was restored.
fn etag(engine: &Engine, context: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(&engine.published().etag);
    hash.update(context.as_bytes());
    let digest: String = hash
        .finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("\"{digest}\"")
}
