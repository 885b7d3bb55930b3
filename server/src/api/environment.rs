use crate::http::Recognised;
use arkan_app::page::AppState;
use arkan_backend::{identity::StreamToken, secrets::hash_token};
use arkan_domain::{
    identity::{Action, Actor, Grant, Place, Purpose, Who},
    ids::{EnvironmentId, TokenId},
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

/// A token that opens an environment's flags.
#[derive(Clone, Debug)]
pub struct Holder {
    pub environment: EnvironmentId,
    pub token: TokenId,
    /// What the console stores of the token.
    pub hash: Vec<u8>,
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
) -> Result<Holder, Denied> {
    let hash = hash_token(token.ok_or(Denied::Unauthorized)?);
    holder(app, parts, hash, action).await
}

/// The same for the token that stands in the address of a stream.
///
/// # Errors
/// Why not.
pub async fn environment_for_stream(
    app: &AppState,
    parts: &Parts,
    token: &str,
    action: Action,
) -> Result<Holder, Denied> {
    let token = StreamToken::parse(token).ok_or(Denied::Unauthorized)?;
    let hash = token.holder(&app.backend).await.map_err(unavailable)?;
    holder(app, parts, hash.ok_or(Denied::Unauthorized)?, action).await
}

/// Whether a token that opened an environment's flags still does. While it cannot be looked up it does.
pub async fn still(app: &AppState, holder: &Holder, action: Action) -> bool {
    match app.backend.flags.actor_of(&app.backend, holder.hash.clone()).await {
        Ok(actor) => actor.is_some_and(|actor| environment_of(&actor, action) == Some(holder.environment)),
        Err(_) => true,
    }
}

async fn holder(app: &AppState, parts: &Parts, hash: Vec<u8>, action: Action) -> Result<Holder, Denied> {
    let backend = &app.backend;
    let actor = backend
        .flags
        .actor_of(backend, hash.clone())
        .await
        .map_err(unavailable)?;
    let actor = actor.ok_or(Denied::Unauthorized)?;
    Recognised::mark(parts);
    match (environment_of(&actor, action), actor.who) {
        (Some(environment), Who::Token(token)) => Ok(Holder {
            environment,
            token,
            hash,
        }),
        _ => Err(Denied::Forbidden),
    }
}

fn unavailable(error: arkan_backend::Error) -> Denied {
    tracing::warn!(%error, "a token could not be looked up");
    Denied::Unavailable
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
