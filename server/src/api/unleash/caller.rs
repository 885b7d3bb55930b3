use super::error::Refused;
use crate::api::environment::{Holder, environment_for};
use arkan_app::page::AppState;
use arkan_domain::identity::Action;
use axum::extract::{FromRef, FromRequestParts};
use http::{header, request::Parts};

/// A server SDK: it may read the rules.
pub struct ServerSdk(pub Holder);

/// A frontend: it may ask for answers.
pub struct Frontend(pub Holder);

/// Unleash's SDKs send the bare token; some gateways put `Bearer` before it.
fn token(parts: &Parts) -> Option<&str> {
    let text = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?.trim();
    Some(text.strip_prefix("Bearer ").unwrap_or(text).trim()).filter(|text| !text.is_empty())
}

impl<S> FromRequestParts<S> for ServerSdk
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let app = AppState::from_ref(state);
        Ok(Self(
            environment_for(&app, parts, token(parts), Action::ReadFlagRules).await?,
        ))
    }
}

impl<S> FromRequestParts<S> for Frontend
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let app = AppState::from_ref(state);
        Ok(Self(
            environment_for(&app, parts, token(parts), Action::EvaluateFlags).await?,
        ))
    }
}
