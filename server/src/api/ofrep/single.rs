use super::{
    caller::Caller,
    context::Body,
    error::{Code, Failure, Refused},
};
use arkan_app::page::AppState;
use arkan_backend::flags::{Answer, Unanswered};
use arkan_domain::flags::Reason;
use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use serde::Serialize;

/// One evaluated flag.
#[derive(Serialize)]
pub struct Success {
    key: String,
    value: bool,
    reason: Reason,
    variant: &'static str,
    pub metadata: Metadata,
}

/// What a flag, or all of them, was answered from.
#[derive(Clone, Copy, Serialize)]
pub struct Metadata {
    pub revision: i64,
}

/// An answer in the protocol's form.
///
/// # Errors
/// Why there is none, in the protocol's form.
pub fn told(key: String, revision: i64, answer: Result<Answer, Unanswered>) -> Result<Success, Failure> {
    match answer {
        Ok(answer) => Ok(Success {
            key,
            value: answer.value,
            reason: answer.reason,
            variant: if answer.value { "on" } else { "off" },
            metadata: Metadata { revision },
        }),
        Err(Unanswered::UnknownFlag) => Err(Failure::new(
            Code::FlagNotFound,
            "there is no flag of this key in the token's environment",
        )
        .of(&key)),
        Err(Unanswered::UserMissing) => Err(Failure::new(
            Code::TargetingKeyMissing,
            "a share of the users has this flag: send who asks as `targetingKey`",
        )
        .of(&key)),
    }
}

/// `POST /ofrep/v1/evaluate/flags/{key}`
pub async fn evaluate(State(app): State<AppState>, caller: Caller, Path(key): Path<String>, body: Body) -> Response {
    let context = match body.context() {
        Ok(context) => context,
        Err(failure) => return failure.of(&key).into_response(),
    };
    match app.backend.flags.serve(caller.environment, &key, &context.asked) {
        None => Refused::Unavailable.into_response(),
        Some((revision, answer)) => match told(key, revision, answer) {
            Ok(success) => Json(success).into_response(),
            Err(failure) => failure.into_response(),
        },
    }
}
