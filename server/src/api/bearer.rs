use super::problem::{problem, title_of};
use crate::http::Recognised;
use arkan_app::page::{AppState, ClientAddress};
use arkan_backend::identity::authenticate_token;
use arkan_domain::identity::Actor;
use axum::{
    extract::{FromRef, FromRequestParts, OptionalFromRequestParts},
    response::{IntoResponse as _, Response},
};
use http::{StatusCode, header, request::Parts};
use serde_json::Value;
use std::convert::Infallible;

/// Who a bearer token (RFC 6750) or `X-API-Key` stands for.
#[derive(Clone, Debug)]
pub struct Bearer(pub Actor);

/// The token of a request, if it brings one.
#[must_use]
pub fn token_of(parts: &Parts) -> Option<&str> {
    let authorization = parts
        .headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let key = || parts.headers.get("x-api-key").and_then(|value| value.to_str().ok());
    authorization
        .and_then(|value| value.strip_prefix("Bearer "))
        .or_else(key)
        .map(str::trim)
}

impl<S> FromRequestParts<S> for Bearer
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let app = AppState::from_ref(state);
        let unknown = || {
            let status = StatusCode::UNAUTHORIZED;
            let said = problem(status, title_of(status), None, Value::Null);
            ([(header::WWW_AUTHENTICATE, "Bearer")], said).into_response()
        };
        let address = parts.extensions.get::<ClientAddress>().and_then(|address| address.0);
        let text = token_of(parts).ok_or_else(unknown)?;
        match authenticate_token(&app.backend, text, address).await {
            Ok(Some(actor)) => {
                Recognised::mark(parts);
                Ok(Self(actor))
            }
            Ok(None) => Err(unknown()),
            Err(_) => {
                let status = StatusCode::SERVICE_UNAVAILABLE;
                Err(problem(status, title_of(status), None, Value::Null).into_response())
            }
        }
    }
}

impl<S> OptionalFromRequestParts<S> for Bearer
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Infallible> {
        Ok(<Self as FromRequestParts<S>>::from_request_parts(parts, state)
            .await
            .ok())
    }
}
