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

/// Makes an invitation link for a person and a role, and says until when it works.
///
/// # Errors
/// [`Error::Invalid`] for a wrong or used e-mail address.
pub async fn invite(backend: &Backend, actor: &Actor, email: &str, role: Role) -> Result<(Secret, DateTime<Utc>)> {
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
    let until = write.now() + INVITE_LIFETIME;
    write.commit().await?;
    Ok((Secret::new(token), until))
}

/// The invitations that can still be used, the newest first.
///
/// # Errors
/// [`Error::Forbidden`] without [`Action::ManageUsers`].
pub async fn open_invitations(backend: &Backend, actor: &Actor) -> Result<Vec<Invitation>> {
    backend.allow(actor, Action::ManageUsers, Place::CONSOLE)?;
    queries::open_invitations(&backend.pool, backend.clock.now()).await
}

/// Makes an invitation useless at once.
///
/// # Errors
/// [`Error::NotFound`] when it is not there, was used or has expired.
pub async fn withdraw(backend: &Backend, actor: &Actor, id: InvitationId) -> Result<()> {
    backend.allow(actor, Action::ManageUsers, Place::CONSOLE)?;
    let mut write = backend.write(actor).await?;
    let now = write.now();
    let email = queries::spend_invitation(write.db(), id, now)
        .await?
        .ok_or(Error::NotFound)?;
    write.audit(Entry::new("user.invite_withdraw", "invitation", id, email));
    write.commit().await
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Clock;
    use arkan_locales::Lang;
    use sqlx::PgPool;

    fn person(email: &str) -> NewUser {
        NewUser {
            email: email.to_owned(),
            name: "Layla".to_owned(),
            password: "a quiet harbour at noon".to_owned(),
            language: Lang::Ar,
            role: Role::Admin,
        }
    }

    #[sqlx::test(migrations = "../migrations")]
    async fn of_two_who_use_a_link_at_once_one_gets_in(pool: PgPool) {
        let backend = Backend::for_tests(pool.clone(), Clock::default());
        let link = setup_link(&backend).await.expect("makes");
        let (a, b) = (person("a@example.com"), person("b@example.com"));
        let (a, b) = tokio::join!(accept(&backend, link.expose(), a), accept(&backend, link.expose(), b));
        let refused = |result: &Result<User>| {
            matches!(
                result,
                Err(Error::Identity(IdentityError::LinkSpent | IdentityError::AlreadySetUp))
            )
        };
        assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
        assert!(refused(&a) || refused(&b));
        assert_eq!(queries::count_users(&pool).await.expect("counts"), 1);
    }

    #[sqlx::test(migrations = "../migrations")]
    async fn the_link_decides_address_and_role_and_a_wrong_field_does_not_spend_it(pool: PgPool) {
        let backend = Backend::for_tests(pool, Clock::default());
        let admin = Actor::system("test");
        let (link, _) = invite(&backend, &admin, "omar@example.com", Role::Trainer)
            .await
            .expect("makes");
        let weak = NewUser {
            password: "short".to_owned(),
            ..person("")
        };
        assert!(matches!(
            accept(&backend, link.expose(), weak).await,
            Err(Error::Invalid(_))
        ));
        let user = accept(&backend, link.expose(), person("evil@example.com"))
            .await
            .expect("joins");
        assert_eq!(user.email, "omar@example.com");
        let actor = super::super::actor_of(&backend, &user, None).await.expect("loads");
        assert!(actor.can(Action::EditGuides, Place::CONSOLE) && !actor.can(Action::ManageUsers, Place::CONSOLE));
    }

    #[sqlx::test(migrations = "../migrations")]
    async fn a_withdrawn_or_expired_invitation_is_no_way_in(pool: PgPool) {
        let clock = Clock::fixed(DateTime::UNIX_EPOCH);
        let backend = Backend::for_tests(pool, clock.clone());
        let admin = Actor::system("test");
        let (first, _) = invite(&backend, &admin, "a@example.com", Role::Viewer)
            .await
            .expect("makes");
        let (second, until) = invite(&backend, &admin, "b@example.com", Role::Viewer)
            .await
            .expect("makes");
        let open = open_invitations(&backend, &admin).await.expect("lists");
        let a = open
            .iter()
            .find(|row| row.email.as_deref() == Some("a@example.com"))
            .expect("listed");
        withdraw(&backend, &admin, InvitationId(a.id)).await.expect("withdraws");
        assert!(
            find_invitation(&backend, first.expose())
                .await
                .expect("reads")
                .is_none()
        );
        assert!(
            find_invitation(&backend, second.expose())
                .await
                .expect("reads")
                .is_some()
        );
        clock.advance(until - DateTime::UNIX_EPOCH);
        assert!(
            find_invitation(&backend, second.expose())
                .await
                .expect("reads")
                .is_none()
        );
        assert!(open_invitations(&backend, &admin).await.expect("lists").is_empty());
    }
}
