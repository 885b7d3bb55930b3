//! Set-up and invitation links: random, hashed at rest, one use, short-lived.

use super::{
    queries::{self, User},
    users::{self, NewUser},
};
use crate::{Backend, Error, Result, audit::Entry, secrets};
use arkan_domain::{
    fields::FieldErrors,
    identity::{Action, Actor, IdentityError, Place, Role, check_email},
    ids::InvitationId,
    secret::Secret,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use uuid::Uuid;

const SETUP_LIFETIME: TimeDelta = TimeDelta::hours(24);
const INVITE_LIFETIME: TimeDelta = TimeDelta::days(7);

/// A link that can still be used.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Invitation {
    pub id: Uuid,
    pub kind: String,
    pub email: Option<String>,
    pub role: Option<String>,
    pub expires_at: DateTime<Utc>,
}

/// Whether nobody can sign in yet.
///
/// # Errors
/// When the database does not answer.
pub async fn needs_setup(backend: &Backend) -> Result<bool> {
    Ok(queries::count_users(&backend.pool).await? == 0)
}

/// Makes the one-time link by which the first administrator sets the console up; older ones stop working.
///
/// # Errors
/// [`IdentityError::AlreadySetUp`] once there is a user.
pub async fn setup_link(backend: &Backend) -> Result<Secret> {
    if !needs_setup(backend).await? {
        return Err(IdentityError::AlreadySetUp.into());
    }
    let mut write = backend.write(&Actor::system("setup")).await?;
    let now = write.now();
    sqlx::query("UPDATE invitations SET used_at = $1 WHERE kind = 'setup' AND used_at IS NULL")
        .bind(now)
        .execute(write.db())
        .await?;
    let token = insert(&mut write, "setup", None, Role::Admin, SETUP_LIFETIME).await?;
    write.commit().await?;
    Ok(Secret::new(token.1))
}

/// Makes an invitation link for a person and a role.
///
/// # Errors
/// [`Error::Invalid`] for a wrong or used e-mail address.
pub async fn invite(backend: &Backend, actor: &Actor, email: &str, role: Role) -> Result<Secret> {
    backend.allow(actor, Action::ManageUsers, Place::CONSOLE)?;
    let email = email.trim();
    let mut errors = FieldErrors::default();
    errors.check("email", check_email(email));
    errors.into_result()?;
    if queries::user_by_email(&backend.pool, email).await?.is_some() {
        return Err(Error::field("email", arkan_domain::fields::Problem::Taken));
    }
    let mut write = backend.write(actor).await?;
    let (id, token) = insert(&mut write, "invite", Some(email), role, INVITE_LIFETIME).await?;
    write.audit(Entry::new("user.invite", "invitation", id, email).after(json!({ "email": email, "role": role })));
    write.commit().await?;
    Ok(Secret::new(token))
}

async fn insert(
    write: &mut crate::Write,
    kind: &str,
    email: Option<&str>,
    role: Role,
    lifetime: TimeDelta,
) -> Result<(InvitationId, String)> {
    let token = secrets::new_token("");
    let id = InvitationId(Uuid::now_v7());
    let (now, inviter) = (write.now(), write.actor().user_id().map(|id| id.0));
    sqlx::query(
        "INSERT INTO invitations (id, token_hash, kind, email, role, invited_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id.0)
    .bind(&token.hash)
    .bind(kind)
    .bind(email)
    .bind(role.as_str())
    .bind(inviter)
    .bind(now)
    .bind(now + lifetime)
    .execute(write.db())
    .await?;
    Ok((id, token.text))
}

/// The invitation behind a link; none when it is unknown, used or expired.
///
/// # Errors
/// When the database does not answer.
pub async fn find_invitation(backend: &Backend, token: &str) -> Result<Option<Invitation>> {
    Ok(sqlx::query_as(
        "SELECT id, kind, email, role, expires_at FROM invitations
         WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2",
    )
    .bind(secrets::hash_token(token))
    .bind(backend.clock.now())
    .fetch_optional(&backend.pool)
    .await?)
}

/// Turns an invitation into a user. Of two who use the same link at once, one is refused.
///
/// # Errors
/// [`IdentityError::LinkSpent`], or [`Error::Invalid`] for a wrong field; then the link still works.
pub async fn accept(backend: &Backend, token: &str, mut new: NewUser) -> Result<User> {
    let invitation = find_invitation(backend, token).await?.ok_or(IdentityError::LinkSpent)?;
    if invitation.kind == "setup" && !needs_setup(backend).await? {
        return Err(IdentityError::AlreadySetUp.into());
    }
    if let Some(email) = &invitation.email {
        new.email.clone_from(email);
    }
    new.role = invitation
        .role
        .as_deref()
        .and_then(Role::parse)
        .ok_or(IdentityError::LinkSpent)?;
    let mut write = backend.write(&Actor::system(new.name.trim())).await?;
    let now = write.now();
    let used = sqlx::query("UPDATE invitations SET used_at = $2 WHERE id = $1 AND used_at IS NULL")
        .bind(invitation.id)
        .bind(now)
        .execute(write.db())
        .await?;
    if used.rows_affected() == 0 {
        return Err(IdentityError::LinkSpent.into());
    }
    let user = users::insert(&mut write, &new).await?;
    write.commit().await?;
    Ok(user)
}
