//! What a caller sent: bodies and queries, refused with the place and what would be right there.

use super::problem::{ProblemJson, problem, title_of};
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Query, Request},
};
use http::{HeaderMap, StatusCode, header, request::Parts};
use serde::de::DeserializeOwned;
use serde_json::{Value, error::Category, json};
use serde_path_to_error::{Path, Segment};
use std::convert::Infallible;

/// A JSON body, read when the handler asks for it: who may not change a thing is told so before anyone looks at the
/// body.
pub struct Sent<T>(Result<T, ProblemJson>);

impl<T> Sent<T> {
    /// # Errors
    /// Why the body cannot be taken.
    pub fn read(self) -> Result<T, ProblemJson> {
        self.0
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Sent<T> {
    type Rejection = Infallible;

    async fn from_request(request: Request, state: &S) -> Result<Self, Infallible> {
        if !is_json(request.headers()) {
            return Ok(Self(Err(not_json())));
        }
        let body = match Bytes::from_request(request, state).await {
            Ok(bytes) => parse(&bytes),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(too_large()),
            Err(rejection) => Err(refused(rejection.status(), "the body broke off")),
        };
        Ok(Self(body))
    }
}

/// The parameters after the question mark.
pub struct Asked<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = ProblemJson;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ProblemJson> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(asked)) => Ok(Self(asked)),
            Err(rejection) => Err(refused(StatusCode::BAD_REQUEST, &rejection.body_text())),
        }
    }
}

pub fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json") || kind.to_ascii_lowercase().ends_with("+json")
}

/// A body that is not sent as JSON.
pub fn not_json() -> ProblemJson {
    refused(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "send Content-Type: application/json",
    )
}

fn refused(status: StatusCode, detail: &str) -> ProblemJson {
    problem(status, title_of(status), Some(detail.to_owned()), Value::Null)
}

/// A body beyond the limit of its address.
pub fn too_large() -> ProblemJson {
    let status = StatusCode::PAYLOAD_TOO_LARGE;
    let errors = json!([{ "pointer": "#", "code": "too_long", "detail": "at most 1 MiB; imports at most 2 MB" }]);
    problem(status, title_of(status), None, errors)
}

fn at(pointer: &str, code: &str, detail: &str) -> ProblemJson {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let errors = json!([{ "pointer": pointer, "code": code, "detail": detail }]);
    problem(status, title_of(status), None, errors)
}

/// Reads a body.
///
/// # Errors
/// 400 when it is no JSON, 422 with a JSON pointer when it is not of the right shape.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ProblemJson> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let (path, inner) = (error.path().clone(), error.into_inner());
        match inner.classify() {
            Category::Data => misfit(&path, &inner.to_string()),
            _ => no_json(&inner),
        }
    })?;
    deserializer.end().map_err(|error| no_json(&error))?;
    // serde reads a list as the fields of a shape in their order, too; the document says object.
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        return Err(at("#", "format", "the body must be an object: {…}"));
    }
    // Postgres keeps no NUL in a text, and no person means one.
    if bytes.windows(6).any(|part| part == b"\\u0000") {
        let value: Value = serde_json::from_slice(bytes).map_err(|error| no_json(&error))?;
        if let Some(pointer) = nul(&value, "#") {
            return Err(at(
                &pointer,
                "hidden_characters",
                "the text has a NUL character; remove it",
            ));
        }
    }
    Ok(read)
}

fn no_json(error: &serde_json::Error) -> ProblemJson {
    let status = StatusCode::BAD_REQUEST;
    let detail = format!("the body is not JSON: {error}");
    let errors = json!([{ "pointer": "#", "code": "format", "detail": detail }]);
    problem(status, title_of(status), Some(detail), errors)
}

/// Where the body is not of the right shape, and what would be right there.
fn misfit(path: &Path, message: &str) -> ProblemJson {
    let mut pointer = String::from("#");
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer = format!("{pointer}/{index}"),
            Segment::Map { key } => pointer = format!("{pointer}/{}", escaped(key)),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    // The line says nothing to a program that wrote the body by itself.
    let detail = message.split(" at line ").next().unwrap_or(message);
    let code = if let Some(name) = detail.strip_prefix("missing field `") {
        pointer = format!("{pointer}/{}", escaped(name.trim_end_matches('`')));
        "required"
    } else if detail.starts_with("unknown ") {
        "unknown"
    } else {
        "format"
    };
    at(&pointer, code, detail)
}

/// A name within a JSON pointer (RFC 6901, 3).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn nul(value: &Value, pointer: &str) -> Option<String> {
    match value {
        Value::String(text) => text.contains('\0').then(|| pointer.to_owned()),
        Value::Array(list) => (0..)
            .zip(list)
            .find_map(|(index, value): (usize, _)| nul(value, &format!("{pointer}/{index}"))),
        Value::Object(members) => members.iter().find_map(|(name, value)| {
            let here = format!("{pointer}/{}", escaped(name));
            if name.contains('\0') {
                Some(pointer.to_owned())
            } else {
                nul(value, &here)
            }
        }),
        _ => None,
    }
}
