use super::error::Refused;
use crate::api::{
    environment::{Denied, environment_for},
    token_of,
};
use arkan_app::page::AppState;
use arkan_domain::{identity::Action, ids::EnvironmentId};
use axum::extract::{FromRef, FromRequestParts};
use http::request::Parts;

/// The application that asks: a token for the flags of one environment.
pub struct Caller {
    pub environment: EnvironmentId,
}

impl<S> FromRequestParts<S> for Caller
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let app = AppState::from_ref(state);
        let environment = environment_for(&app, parts, token_of(parts), Action::EvaluateFlags).await;
        environment
            .map(|environment| Self { environment })
            .map_err(|denied| match denied {
                Denied::Unauthorized => Refused::Unauthorized,
                Denied::Forbidden => Refused::Forbidden,
                Denied::Unavailable => Refused::Unavailable,
            })
    }
}
