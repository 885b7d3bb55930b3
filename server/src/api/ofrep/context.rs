use super::error::{Code, Failure, Refused};
use crate::api::context;
use arkan_backend::flags::Asked;
use axum::{
    body::Bytes,
    extract::{FromRequest, Request, rejection::BytesRejection},
    response::{IntoResponse as _, Response},
};
use serde_json::{Map, Value};

/// The evaluation context of a request.
pub struct Context {
    pub asked: Asked,
    /// The context as it was sent, with its members in order: two that say the same are the same text.
    pub canonical: String,
}

/// The body of a request before it is understood, so that a failure can name the flag it is about.
pub struct Body(Bytes);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        Bytes::from_request(request, state)
            .await
            .map(Self)
            .map_err(|error| match error {
                BytesRejection::FailedToBufferBody(error) if error.status() == http::StatusCode::PAYLOAD_TOO_LARGE => {
                    Refused::TooLarge.into_response()
                }
                _ => Failure::new(Code::ParseError, "the body did not arrive whole").into_response(),
            })
    }
}

impl Body {
    /// Reads `{"context": {"targetingKey": "…", …}}`. Without a context nothing is known about who asks.
    ///
    /// # Errors
    /// `PARSE_ERROR` when it is no JSON object, `INVALID_CONTEXT` when the context is none or has a targeting key
    /// that is no string.
    pub fn context(&self) -> Result<Context, Failure> {
        let mut body: Map<String, Value> = serde_json::from_slice(&self.0)
            .map_err(|_| Failure::new(Code::ParseError, "the body must be a JSON object: {\"context\": {…}}"))?;
        let context = body.remove("context");
        // The members of a map of serde_json are in the order of their names.
        let canonical = context.as_ref().map(Value::to_string).unwrap_or_default();
        let asked = context::read(context).map_err(|bad| Failure::new(Code::InvalidContext, bad.text()))?;
        Ok(Context { asked, canonical })
    }
}
