use super::{
    caller::Caller,
    context::Body,
    error::{Code, Failure, Refused},
};
use arkan_app::page::AppState;
use arkan_backend::flags::{Answer, Unanswered};
use arkan_domain::flags::{Payload, Reason};
use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use serde::Serialize;
use serde_json::{Value, json};
use std::borrow::Cow;

/// One evaluated flag.
#[derive(Serialize)]
pub struct Success<'a> {
    key: &'a str,
    /// The flag is on or off, or what its variant brings. Missing: the application takes the default of its code.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
    reason: Reason,
    variant: Cow<'static, str>,
    pub metadata: Metadata,
}

/// What a flag, or all of them, was answered from.
#[derive(Clone, Copy, Serialize)]
pub struct Metadata {
    pub revision: i64,
    /// `memory` or `snapshot` while the database does not confirm the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'static str>,
}

impl Metadata {
    pub fn of(app: &AppState, revision: i64) -> Self {
        let source = app.backend.flags.source();
        Self {
            revision,
            source: source.as_of().map(|_| source.name()),
        }
    }
}

/// An answer in the protocol's form.
///
/// # Errors
/// Why there is none, in the protocol's form.
pub fn told(key: &str, revision: i64, answer: Result<Answer, Unanswered>) -> Result<Success<'_>, Failure> {
    match answer {
        Ok(answer) => Ok(success(key, revision, answer)),
        Err(Unanswered::UnknownFlag) => Err(Failure::new(
            Code::FlagNotFound,
            "there is no flag of this key in the token's environment",
        )
        .of(key)),
        Err(Unanswered::UserMissing) => Err(Failure::new(
            Code::TargetingKeyMissing,
            "a share of the users has this flag: send who asks as `targetingKey`",
        )
        .of(key)),
    }
}

/// A flag without variants is a boolean. One with variants is what the variant brings, or the variant's name where it
/// brings nothing; for those who have it not, or have it without a variant, there is nothing to bring, and the code's
/// default holds.
pub fn success(key: &str, revision: i64, answer: Answer) -> Success<'_> {
    let state = if answer.value { "on" } else { "off" };
    let (value, variant) = match answer.variant {
        Some(chosen) => {
            let value = chosen
                .payload
                .as_ref()
                .map_or_else(|| json!(chosen.name), Payload::typed);
            (Some(value), chosen.name.into())
        }
        None => ((!answer.varies).then(|| json!(answer.value)), state.into()),
    };
    Success {
        key,
        value,
        reason: answer.reason,
        variant,
        metadata: Metadata { revision, source: None },
    }
}

/// `POST /ofrep/v1/evaluate/flags/{key}`
pub async fn evaluate(State(app): State<AppState>, caller: Caller, Path(key): Path<String>, body: Body) -> Response {
    let context = match body.context() {
        Ok(context) => context,
        Err(failure) => return failure.of(&key).into_response(),
    };
    match app.backend.flags.serve(caller.0.environment, &key, &context.asked) {
        None => Refused::Unavailable.into_response(),
        Some((revision, answer)) => match told(&key, revision, answer) {
            Ok(mut success) => {
                success.metadata = Metadata::of(&app, revision);
                Json(success).into_response()
            }
            Err(failure) => failure.into_response(),
        },
    }
}
