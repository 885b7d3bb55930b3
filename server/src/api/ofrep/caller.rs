use super::error::Refused;
use crate::api::{
    environment::{Denied, Holder, environment_for, environment_for_stream},
    token_of,
};
use arkan_app::page::AppState;
use arkan_domain::identity::Action;
use axum::extract::{FromRef, FromRequestParts};
use http::request::Parts;

/// The name of the stream token in an address.
pub const TOKEN: &str = "token";

/// The application that asks: a token for the flags of one environment.
pub struct Caller(pub Holder);

/// The application that follows changes: the same token, or in the address the one that was derived from it.
pub struct Follower(pub Holder);

impl<S> FromRequestParts<S> for Caller
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let app = AppState::from_ref(state);
        let holder = environment_for(&app, parts, token_of(parts), Action::EvaluateFlags).await;
        holder.map(Self).map_err(refused)
    }
}

impl<S> FromRequestParts<S> for Follower
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let app = AppState::from_ref(state);
        let query = parts.uri.query().unwrap_or_default();
        let derived = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == TOKEN);
        let holder = match derived {
            Some((_, token)) => environment_for_stream(&app, parts, &token, Action::EvaluateFlags).await,
            None => environment_for(&app, parts, token_of(parts), Action::EvaluateFlags).await,
        };
        holder.map(Self).map_err(refused)
    }
}

fn refused(denied: Denied) -> Refused {
    match denied {
        Denied::Unauthorized => Refused::Unauthorized,
        Denied::Forbidden => Refused::Forbidden,
        Denied::Unavailable => Refused::Unavailable,
    }
}
