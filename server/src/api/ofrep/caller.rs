use super::error::Refused;
use crate::api::token_of;
use arkan_app::page::AppState;
use arkan_domain::{
    identity::{Action, Actor, Grant, Place, Purpose},
    ids::EnvironmentId,
};
use axum::extract::{FromRef, FromRequestParts};
use http::request::Parts;

/// The application that asks: a token for evaluating the flags of one environment.
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
        let backend = AppState::from_ref(state).backend;
        let token = token_of(parts).ok_or(Refused::Unauthorized)?;
        let actor = backend
            .flags
            .actor(&backend, token)
            .await
            .map_err(|error| {
                tracing::warn!(%error, "a token could not be looked up");
                Refused::Unavailable
            })?
            .ok_or(Refused::Unauthorized)?;
        environment_of(&actor)
            .map(|environment| Self { environment })
            .ok_or(Refused::Forbidden)
    }
}

/// The environment that a token was made for, if it may evaluate there.
fn environment_of(actor: &Actor) -> Option<EnvironmentId> {
    actor.grants.iter().find_map(|grant| match grant {
        Grant::Token {
            purpose: Purpose::Evaluate,
            project: Some(project),
            environment: Some(environment),
        } if actor.can(Action::EvaluateFlags, Place::environment(*project, *environment)) => Some(*environment),
        _ => None,
    })
}
