//! What refuses a request before its handler sees it (sizes, methods, limits, time) speaks plain text. Each machine API
//! has a form for errors of its own, and its clients read no other.

use super::problem::problem;
use axum::{
    Json,
    extract::Request,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{StatusCode, header};
use serde_json::{Value, json};

#[derive(Clone, Copy)]
enum Form {
    Ofrep,
    Unleash,
    Problem,
}

impl Form {
    fn of(path: &str) -> Option<Self> {
        let forms = [
            ("/ofrep/", Self::Ofrep),
            ("/api/client/", Self::Unleash),
            ("/api/frontend", Self::Unleash),
            ("/api/v1/", Self::Problem),
        ];
        forms
            .into_iter()
            .find_map(|(prefix, form)| path.starts_with(prefix).then_some(form))
    }
}

/// Puts errors that are no JSON into the form of the API that was asked.
pub async fn speak(request: Request, next: Next) -> Response {
    let form = Form::of(request.uri().path());
    let response = next.run(request).await;
    let status = response.status();
    match form {
        Some(form) if (status.is_client_error() || status.is_server_error()) && !is_json(&response) => {
            reword(form, response)
        }
        _ => response,
    }
}

fn is_json(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("application/json") || kind.starts_with("application/problem+json"))
}

fn reword(form: Form, refused: Response) -> Response {
    let status = refused.status();
    let text = text(status);
    let mut response = match form {
        Form::Ofrep => (status, Json(json!({ "errorDetails": text }))).into_response(),
        Form::Unleash => (status, Json(unleash(name(status), text))).into_response(),
        Form::Problem => {
            let title = status.canonical_reason().unwrap_or("Refused");
            problem(status, title, Some(text.to_owned()), Value::Null).into_response()
        }
    };
    let (mut parts, _) = refused.into_parts();
    for about_the_text in [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CONTENT_ENCODING] {
        parts.headers.remove(about_the_text);
    }
    response.headers_mut().extend(parts.headers);
    response
}

/// The body of an error of Unleash.
#[must_use]
pub fn unleash(name: &str, text: &str) -> Value {
    json!({ "name": name, "message": text, "details": [{ "message": text }] })
}

fn text(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "the request cannot be read: its address or its body is not well formed",
        StatusCode::NOT_FOUND => "there is no such endpoint",
        StatusCode::METHOD_NOT_ALLOWED => "this endpoint takes another method: the header Allow names it",
        StatusCode::PAYLOAD_TOO_LARGE => "the body is larger than this endpoint takes",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "send the body as application/json",
        StatusCode::TOO_MANY_REQUESTS => "too many requests: the header Retry-After says how many seconds to wait",
        StatusCode::SERVICE_UNAVAILABLE => "no answer in time: the same request may work in a moment",
        status if status.is_server_error() => "something went wrong here: the log of the console tells what",
        _ => "the request is refused",
    }
}

/// Unleash's name for what a status means.
fn name(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "NotFoundError",
        StatusCode::PAYLOAD_TOO_LARGE => "ContentTooLargeError",
        StatusCode::TOO_MANY_REQUESTS => "RateLimitError",
        StatusCode::SERVICE_UNAVAILABLE => "NotReady",
        status if status.is_server_error() => "InternalError",
        _ => "BadDataError",
    }
}
