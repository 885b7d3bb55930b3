use crate::api::{environment::Denied, form};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};

/// What is refused, in the form of Unleash's errors: `{name, message, details}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    Denied(Denied),
    /// The request says something that cannot be understood; what would be right.
    BadData(String),
    /// The token has as many streams as it may have; the SDK then polls.
    TooMany,
}

impl From<Denied> for Refused {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, name, message) = match self {
            Self::Denied(Denied::Unauthorized) => (
                StatusCode::UNAUTHORIZED,
                "AuthenticationRequired",
                "send a valid API token as `Authorization`".to_owned(),
            ),
            Self::Denied(Denied::Forbidden) => (
                StatusCode::FORBIDDEN,
                "NoAccessError",
                "this token is not for this: server SDKs need one of the purpose sdk, frontends evaluate or sdk"
                    .to_owned(),
            ),
            // Never a 401 or 403 that would pass: Unleash's SDKs stop asking for good.
            Self::Denied(Denied::Unavailable) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "NotReady",
                "the flags are not loaded yet".to_owned(),
            ),
            Self::TooMany => (
                StatusCode::TOO_MANY_REQUESTS,
                "RateLimitError",
                "this token has as many streams open as it may have: poll instead".to_owned(),
            ),
            Self::BadData(message) => (StatusCode::BAD_REQUEST, "BadDataError", message),
        };
        let mut response = (status, Json(form::unleash(name, &message))).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        response
    }
}
