use crate::http::Recognised;
use arkan_app::page::AppState;
use arkan_domain::{
    identity::{Action, Actor, Grant, Place, Purpose},
    ids::EnvironmentId,
};
use http::request::Parts;

/// Why a token does not open an environment's flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// No token, or one that stands for nobody.
    Unauthorized,
    /// A token for something else.
    Forbidden,
    /// The token could not be looked up; the same request may work in a moment.
    Unavailable,
}

/// The environment whose flags a token was made for, if it may do this there. Project and environment come from the
/// token alone: no address can name another.
///
/// # Errors
/// Why not.
pub async fn environment_for(
    app: &AppState,
    parts: &Parts,
    token: Option<&str>,
    action: Action,
) -> Result<EnvironmentId, Denied> {
    let backend = &app.backend;
    let token = token.ok_or(Denied::Unauthorized)?;
    let actor = backend.flags.actor(backend, token).await.map_err(|error| {
        tracing::warn!(%error, "a token could not be looked up");
        Denied::Unavailable
    })?;
    let actor = actor.ok_or(Denied::Unauthorized)?;
    Recognised::mark(parts);
    environment_of(&actor, action).ok_or(Denied::Forbidden)
}

fn environment_of(actor: &Actor, action: Action) -> Option<EnvironmentId> {
    actor.grants.iter().find_map(|grant| match grant {
        Grant::Token {
            purpose: Purpose::Evaluate | Purpose::Sdk,
            project: Some(project),
            environment: Some(environment),
        } if actor.can(action, Place::environment(*project, *environment)) => Some(*environment),
        _ => None,
    })
}
