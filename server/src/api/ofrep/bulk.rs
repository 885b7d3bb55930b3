use super::{
    caller::Caller,
    context::Body,
    error::{Failure, Refused},
    events::EventStream,
    single::{Metadata, Success, success, told},
};
use crate::api::{environment::Holder, etag::matches, json};
use arkan_app::page::AppState;
use arkan_backend::flags::{Engine, Given, reload};
use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, StatusCode, header};
use serde::Serialize;
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

#[derive(Serialize)]
#[serde(untagged)]
enum Evaluated<'a> {
    /// Written already.
    Ready(&'a RawValue),
    Success(Success<'a>),
    Failure(Failure),
}

/// About how many bytes a flag takes in an answer.
const FLAG: usize = 160;

#[derive(Serialize)]
struct Bulk<'a> {
    flags: Vec<Evaluated<'a>>,
    metadata: Metadata,
    #[serde(rename = "eventStreams")]
    streams: [EventStream; 1],
}

/// `POST /ofrep/v1/evaluate/flags`. Who was told of a change sends along of which, and must not be answered from before
/// it: another replica may have told.
pub async fn evaluate(
    State(app): State<AppState>,
    caller: Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let context = match body.context() {
        Ok(context) => context,
        Err(failure) => return failure.into_response(),
    };
    catch_up(&app, &caller.0, query.as_deref().unwrap_or_default()).await;
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let stream = EventStream::of(&caller.0, app.backend.clock.now());
    let (flags, metadata) = (&app.backend.flags, |revision| Metadata::of(&app, revision));
    let told = flags.serving(caller.0.environment, &context.asked, |serving| {
        let tag = etag(serving.engine(), &context.canonical, stream.address());
        if known.is_some_and(|known| matches(known, &tag)) {
            serving.again();
            return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
        }
        let revision = serving.engine().revision;
        let flags: Vec<_> = serving
            .answers()
            .into_iter()
            .map(|given| evaluated(revision, given))
            .collect();
        let expected = (flags.len() + 2) * FLAG;
        let bulk = Bulk {
            flags,
            metadata: metadata(revision),
            streams: [stream],
        };
        ([(header::ETAG, tag)], json::large(&bulk, expected)).into_response()
    });
    told.unwrap_or_else(|| Refused::Unavailable.into_response())
}

/// An answer in the protocol's form. What a flag without variants is for someone is written once.
fn evaluated(revision: i64, given: Given<'_>) -> Evaluated<'_> {
    let Given { key, answer, written } = given;
    if let Ok(answer) = &answer
        && !answer.varies
    {
        let saying = if answer.value { &written.on } else { &written.off };
        if let Some(ready) = saying.or_write(|| success(key, revision, answer.clone())) {
            return Evaluated::Ready(ready);
        }
    }
    match told(key, revision, answer) {
        Ok(success) => Evaluated::Success(success),
        Err(failure) => Evaluated::Failure(failure),
    }
}

/// Reads the flags again when the caller knows of a newer revision than this replica.
async fn catch_up(app: &AppState, holder: &Holder, query: &str) {
    let flags = &app.backend.flags;
    let told = url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "flagConfigEtag")
        .and_then(|(_, etag)| etag.split(':').nth(1)?.parse::<i64>().ok());
    let behind = told
        .zip(flags.engine(holder.environment))
        .is_some_and(|(told, engine)| engine.revision < told);
    // Without the database there is nothing newer to be had.
    let there = flags.source().as_of().is_none();
    if behind
        && there
        && let Err(error) = reload(&app.backend).await
    {
        tracing::warn!(%error, "the flags could not be read; they are served as they were");
    }
}

/// Names the answers to one context by one set of rules, which the rules' own name tells: a revision alone would name
/// two after a database was restored. The stream's address is part of an answer: who knows an old one gets a new one.
fn etag(engine: &Engine, context: &str, stream: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(&engine.published(false).etag);
    hash.update(stream);
    hash.update(context);
    let digest: String = hash
        .finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("\"{digest}\"")
}
