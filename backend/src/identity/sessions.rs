//! The browsers that are signed in, as their owner sees them.

use super::queries::SessionRow;
use crate::{Backend, Error, Result, audit::Entry};
use arkan_domain::{
    identity::Actor,
    ids::{SessionId, UserId},
};
use ipnet::IpNet;
use sqlx::PgConnection;
use std::net::IpAddr;

/// Notes on a fresh session whose it is and where it came from.
///
/// # Errors
/// When the database does not answer.
pub async fn describe(
    backend: &Backend,
    token_hash: &[u8],
    user: UserId,
    address: Option<IpAddr>,
    agent: &str,
) -> Result<()> {
    let agent: String = agent.chars().take(300).collect();
    sqlx::query("UPDATE sessions SET user_id = $2, address = $3, user_agent = $4 WHERE token_hash = $1")
        .bind(token_hash)
        .bind(user.0)
        .bind(address.map(IpNet::from))
        .bind(agent)
        .execute(&backend.pool)
        .await?;
    Ok(())
}

/// The actor's own sessions, the newest first.
///
/// # Errors
/// [`Error::Forbidden`] for anyone but a user.
pub async fn list(backend: &Backend, actor: &Actor, current: &[u8]) -> Result<Vec<SessionRow>> {
    let user = actor.user_id().ok_or(Error::Forbidden)?;
    Ok(sqlx::query_as(
        "SELECT id, address, user_agent, created_at, last_seen_at, token_hash = $2 AS current FROM sessions
         WHERE user_id = $1 AND expires_at > $3 ORDER BY last_seen_at DESC LIMIT 100",
    )
    .bind(user.0)
    .bind(current)
    .bind(backend.clock.now())
    .fetch_all(&backend.pool)
    .await?)
}

/// Ends one of the actor's own sessions.
///
/// # Errors
/// [`Error::NotFound`] when it is not theirs or has ended.
pub async fn end(backend: &Backend, actor: &Actor, session: SessionId) -> Result<()> {
    let user = actor.user_id().ok_or(Error::Forbidden)?;
    let mut write = backend.write(actor).await?;
    let done = sqlx::query("DELETE FROM sessions WHERE id = $1 AND user_id = $2")
        .bind(session.0)
        .bind(user.0)
        .execute(write.db())
        .await?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    write.audit(Entry::new("session.end", "session", session, &actor.label));
    write.commit().await
}

/// Ends all of the actor's sessions, except one when it is named.
///
/// # Errors
/// [`Error::Forbidden`] for anyone but a user.
pub async fn end_all(backend: &Backend, actor: &Actor, keep: Option<&[u8]>) -> Result<()> {
    let user = actor.user_id().ok_or(Error::Forbidden)?;
    let mut write = backend.write(actor).await?;
    delete_all(write.db(), user, keep).await?;
    write.audit(Entry::new("session.end_all", "user", user, &actor.label));
    write.commit().await
}

pub(super) async fn delete_all(db: &mut PgConnection, user: UserId, keep: Option<&[u8]>) -> Result<()> {
    sqlx::query("DELETE FROM sessions WHERE user_id = $1 AND ($2::bytea IS NULL OR token_hash <> $2)")
        .bind(user.0)
        .bind(keep)
        .execute(db)
        .await?;
    Ok(())
}
