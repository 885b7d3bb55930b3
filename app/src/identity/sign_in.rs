use crate::page::{Ctx, SESSION_USER, session_error};
use arkan_backend::{
    Error, Result,
    identity::{PgSessionStore, User, describe_session},
};
use http::header;

impl Ctx {
    /// What is stored in place of this browser's session token; empty before there is one.
    pub(super) fn session_hash(&self) -> Vec<u8> {
        self.session
            .id()
            .map(|id| PgSessionStore::hash(&id))
            .unwrap_or_default()
    }
}

/// Signs a person in: a new token, so that one planted before is worth nothing (session fixation), and nothing of
/// what the session held for whoever used the browser before.
pub(super) async fn begin(ctx: &Ctx, user: &User) -> Result<()> {
    let failed = |error| session_error(&error);
    let session = &ctx.session;
    session.cycle_id().await.map_err(failed)?;
    session.clear().await;
    session.insert(SESSION_USER, user.user_id()).await.map_err(failed)?;
    session.save().await.map_err(failed)?;
    let id = session
        .id()
        .ok_or_else(|| Error::internal("a saved session has no id"))?;
    let agent = ctx
        .headers
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok());
    let hash = PgSessionStore::hash(&id);
    describe_session(
        ctx.backend(),
        &hash,
        user.user_id(),
        ctx.actor.address,
        agent.unwrap_or_default(),
    )
    .await
}
