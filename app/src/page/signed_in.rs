use super::{AppState, Ctx};
use arkan_backend::Error;
use axum::{
    extract::{FromRef, FromRequestParts},
    response::{IntoResponse as _, Response},
};
use http::request::Parts;

/// The context of a reader with an account. Anyone else is sent to sign in before the rest of the request is read:
/// it stands before extractors that can refuse.
pub struct SignedIn(pub Ctx);

impl<S> FromRequestParts<S> for SignedIn
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let ctx = Ctx::from_request_parts(parts, state).await?;
        if ctx.user().is_some() {
            Ok(Self(ctx))
        } else {
            Err(ctx.fail()(Error::Forbidden).into_response())
        }
    }
}
