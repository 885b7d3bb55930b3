use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

/// The error codes of OFREP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Code {
    ParseError,
    TargetingKeyMissing,
    InvalidContext,
    FlagNotFound,
}

/// A failure about one flag, or about the whole request when it has no key.
#[derive(Clone, Debug, Serialize)]
pub struct Failure {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(rename = "errorCode")]
    pub code: Code,
    #[serde(rename = "errorDetails")]
    pub details: &'static str,
}

impl Failure {
    #[must_use]
    pub const fn new(code: Code, details: &'static str) -> Self {
        Self {
            key: None,
            code,
            details,
        }
    }

    /// The same failure, about a flag.
    #[must_use]
    pub fn of(self, key: &str) -> Self {
        Self {
            key: Some(key.to_owned()),
            ..self
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = match self.code {
            Code::FlagNotFound => StatusCode::NOT_FOUND,
            _ => StatusCode::BAD_REQUEST,
        };
        (status, Json(self)).into_response()
    }
}

/// What is refused before any flag is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// No token, or one that stands for nobody.
    Unauthorized,
    /// A token for something else.
    Forbidden,
    TooLarge,
    /// The token has as many streams as it may have.
    TooMany,
    /// The flags or the token could not be read yet; the same request may work in a moment.
    Unavailable,
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, details) = match self {
            Self::Unauthorized => (
                StatusCode::UNAUTHORIZED,
                "send a valid token as `Authorization: Bearer …` or `X-API-Key`",
            ),
            Self::Forbidden => (
                StatusCode::FORBIDDEN,
                "this token is not for evaluating flags in one environment",
            ),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "the context is larger than 64 KiB"),
            Self::TooMany => (
                StatusCode::TOO_MANY_REQUESTS,
                "this token has as many streams open as it may have: ask from time to time instead",
            ),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "the flags are not loaded yet"),
        };
        let mut response = (status, Json(serde_json::json!({ "errorDetails": details }))).into_response();
        let headers = response.headers_mut();
        match self {
            Self::Unauthorized => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Self::Unavailable => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
            }
            Self::TooMany => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
            }
            Self::Forbidden | Self::TooLarge => {}
        }
        response
    }
}
