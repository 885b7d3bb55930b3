use super::error::{Code, Failure, Refused};
use arkan_backend::flags::Asked;
use axum::{
    body::Bytes,
    extract::{FromRequest, Request, rejection::BytesRejection},
    response::{IntoResponse as _, Response},
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

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
        let body: Map<String, Value> = serde_json::from_slice(&self.0)
            .map_err(|_| Failure::new(Code::ParseError, "the body must be a JSON object: {\"context\": {…}}"))?;
        let context = match body.get("context") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(context)) => context.clone(),
            Some(_) => return Err(Failure::new(Code::InvalidContext, "`context` must be an object")),
        };
        let sorted: BTreeMap<&String, &Value> = context.iter().collect();
        let canonical = serde_json::to_string(&sorted).unwrap_or_default();
        let mut asked = Asked::default();
        for (name, value) in context {
            match (name.as_str(), value) {
                ("targetingKey", Value::String(user)) => asked.user = Some(user).filter(|user| !user.is_empty()),
                ("targetingKey", Value::Null) => {}
                ("targetingKey", _) => {
                    return Err(Failure::new(Code::InvalidContext, "`targetingKey` must be a string"));
                }
                (_, Value::String(text)) => put(&mut asked, name, text),
                (_, value @ (Value::Number(_) | Value::Bool(_))) => put(&mut asked, name, value.to_string()),
                // Lists and objects have no place in the engine's context.
                _ => {}
            }
        }
        Ok(Context { asked, canonical })
    }
}

/// Notes what is known of who asks. The fields that Unleash knows by name are the same in both protocols.
fn put(asked: &mut Asked, name: String, value: String) {
    let field = match name.as_str() {
        "sessionId" => &mut asked.session,
        "remoteAddress" => &mut asked.address,
        "appName" => &mut asked.app,
        "currentTime" => &mut asked.time,
        _ => {
            asked.properties.insert(name, value);
            return;
        }
    };
    *field = Some(value);
}
