use super::{
    password,
    queries::{self, User, UserRow},
};
use crate::{Backend, Error, Result, audit::Entry};
use arkan_domain::{
    fields::{FieldErrors, Problem},
    identity::{Action, Actor, IdentityError, Place, Role, Who, check_email, check_password},
    ids::UserId,
};
use arkan_locales::Lang;
use serde_json::json;
use std::net::IpAddr;
use uuid::Uuid;

/// A person to be added.
#[derive(Clone, Debug)]
pub struct NewUser {
    pub email: String,
    pub name: String,
    pub password: String,
    pub language: Lang,
    pub role: Role,
}

impl NewUser {
    fn check(&self) -> Result<(String, String)> {
        let mut errors = FieldErrors::default();
        let email = self.email.trim().to_owned();
        errors.check("email", check_email(&email));
        let name = errors.text("name", &self.name, 1, 80);
        errors.check("password", check_password(&self.password));
        errors.into_result()?;
        Ok((email, name))
    }
}

/// Adds a person inside a change.
pub(super) async fn insert(write: &mut crate::Write, new: &NewUser) -> Result<User> {
    let (email, name) = new.check()?;
    let user = User {
        id: Uuid::now_v7(),
        email,
        name,
        password_hash: password::hash(&new.password).await?,
        language: new.language.code().to_owned(),
        theme: "system".to_owned(),
        disabled_at: None,
        created_at: write.now(),
        last_seen_at: None,
        version: 1,
    };
    queries::insert_user(write.db(), &user).await?;
    queries::set_role(write.db(), user.user_id(), new.role).await?;
    write.audit(
        Entry::new("user.create", "user", user.id, &user.name)
            .after(json!({ "email": user.email, "name": user.name, "role": new.role })),
    );
    Ok(user)
}

/// Adds a person from the command line or by an administrator.
///
/// # Errors
/// [`Error::Invalid`] for a wrong or used e-mail address, an empty name or a weak password.
pub async fn add_user(backend: &Backend, actor: &Actor, new: &NewUser) -> Result<User> {
    backend.allow(actor, Action::ManageUsers, Place::CONSOLE)?;
    let mut write = backend.write(actor).await?;
    let user = insert(&mut write, new).await?;
    write.commit().await?;
    Ok(user)
}

/// The user of a session with what they may do; none when they were disabled or removed.
///
/// # Errors
/// When the database does not answer.
pub async fn load_actor(backend: &Backend, id: UserId, address: Option<IpAddr>) -> Result<Option<(User, Actor)>> {
    let Some(user) = queries::user(&backend.pool, id)
        .await?
        .filter(|user| user.disabled_at.is_none())
    else {
        return Ok(None);
    };
    queries::seen(&backend.pool, id, backend.clock.now()).await?;
    let actor = actor_of(backend, &user, address).await?;
    Ok(Some((user, actor)))
}

/// A user as someone who acts.
///
/// # Errors
/// When the database does not answer.
pub async fn actor_of(backend: &Backend, user: &User, address: Option<IpAddr>) -> Result<Actor> {
    let grants = queries::grants(&backend.pool, user.user_id()).await?;
    Ok(Actor {
        who: Who::User(user.user_id()),
        label: user.name.clone(),
        grants,
        address,
    })
}

/// Everybody, active ones first.
///
/// # Errors
/// [`Error::Forbidden`] without [`Action::ManageUsers`].
pub async fn list(backend: &Backend, actor: &Actor) -> Result<Vec<UserRow>> {
    backend.allow(actor, Action::ManageUsers, Place::CONSOLE)?;
    queries::users(&backend.pool).await
}

/// One person.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn find(backend: &Backend, actor: &Actor, id: UserId) -> Result<UserRow> {
    backend.allow(actor, Action::ManageUsers, Place::CONSOLE)?;
    queries::user_row(&backend.pool, id).await?.ok_or(Error::NotFound)
}

/// Changes the actor's own name.
///
/// # Errors
/// [`Error::Invalid`] for an empty name or one with hidden characters.
pub async fn rename(backend: &Backend, actor: &Actor, name: &str) -> Result<()> {
    let id = actor.user_id().ok_or(Error::Forbidden)?;
    let mut errors = FieldErrors::default();
    let name = errors.text("name", name, 1, 80);
    errors.into_result()?;
    let user = queries::user(&backend.pool, id).await?.ok_or(Error::NotFound)?;
    if user.name == name {
        return Ok(());
    }
    let mut write = backend.write(actor).await?;
    queries::set_name(write.db(), id, &name).await?;
    write.audit(
        Entry::new("user.rename", "user", id, &name)
            .before(json!({ "name": user.name }))
            .after(json!({ "name": name })),
    );
    write.commit().await
}

/// Gives a person another role.
///
/// # Errors
/// [`IdentityError::LastAdministrator`] when nobody would be left to administer.
pub async fn change_role(backend: &Backend, actor: &Actor, id: UserId, role: Role) -> Result<()> {
    backend.allow(actor, Action::ManageUsers, Place::CONSOLE)?;
    let user = queries::user(&backend.pool, id).await?.ok_or(Error::NotFound)?;
    let before = queries::grants(&backend.pool, id).await?;
    let mut write = backend.write(actor).await?;
    if role != Role::Admin {
        keep_an_administrator(&mut write, id).await?;
    }
    queries::set_role(write.db(), id, role).await?;
    let roles: Vec<String> = before
        .iter()
        .filter_map(|grant| match grant {
            arkan_domain::identity::Grant::Role { role, project: None } => Some(role.to_string()),
            _ => None,
        })
        .collect();
    write.audit(
        Entry::new("user.role", "user", id, &user.name)
            .before(json!({ "role": roles.first() }))
            .after(json!({ "role": role })),
    );
    write.commit().await
}

/// Locks a person out at once, with all their sessions, or lets them in again.
///
/// # Errors
/// [`IdentityError::LastAdministrator`] when nobody would be left to administer.
pub async fn set_disabled(backend: &Backend, actor: &Actor, id: UserId, disabled: bool) -> Result<()> {
    backend.allow(actor, Action::ManageUsers, Place::CONSOLE)?;
    let user = queries::user(&backend.pool, id).await?.ok_or(Error::NotFound)?;
    let mut write = backend.write(actor).await?;
    if disabled {
        keep_an_administrator(&mut write, id).await?;
        super::sessions::delete_all(write.db(), id, None).await?;
    }
    let at = disabled.then(|| write.now());
    queries::set_disabled(write.db(), id, at).await?;
    let action = if disabled { "user.disable" } else { "user.enable" };
    write.audit(Entry::new(action, "user", id, &user.name));
    write.commit().await
}

async fn keep_an_administrator(write: &mut crate::Write, leaving: UserId) -> Result<()> {
    let administrators = queries::lock_administrators(write.db()).await?;
    if administrators.iter().all(|id| *id == leaving.0) {
        Err(IdentityError::LastAdministrator.into())
    } else {
        Ok(())
    }
}

/// Sets a new password; every other session of the user ends.
///
/// # Errors
/// [`Error::Invalid`] when the current password is wrong or the new one is weak.
pub async fn change_password(
    backend: &Backend,
    actor: &Actor,
    current: &str,
    new: &str,
    keep_session: Option<&[u8]>,
) -> Result<()> {
    let id = actor.user_id().ok_or(Error::Forbidden)?;
    let user = queries::user(&backend.pool, id).await?.ok_or(Error::NotFound)?;
    check_password(new).map_err(|problem| Error::field("new_password", problem))?;
    super::login::guard(backend, &user.email, actor.address).await?;
    if !password::verify(current, Some(user.password_hash)).await? {
        super::login::failed(backend, &user.email, actor.address).await?;
        return Err(Error::field("current_password", Problem::WrongPassword));
    }
    let hash = password::hash(new).await?;
    let mut write = backend.write(actor).await?;
    queries::set_password(write.db(), id, &hash).await?;
    super::sessions::delete_all(write.db(), id, keep_session).await?;
    write.audit(Entry::new("user.password", "user", id, &user.name));
    write.commit().await
}

/// Keeps a person's language and theme. Not audited: it changes nothing for anyone else.
///
/// # Errors
/// When the database does not answer.
pub async fn set_preferences(backend: &Backend, id: UserId, language: Option<Lang>, theme: Option<&str>) -> Result<()> {
    let theme = theme.filter(|theme| matches!(*theme, "system" | "light" | "dark"));
    queries::set_preferences(&backend.pool, id, language.map(Lang::code), theme).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Clock,
        identity::{PgSessionStore, describe_session},
    };
    use sqlx::PgPool;
    use tower_sessions::{
        SessionStore as _,
        session::{Id, Record},
    };

    async fn person(backend: &Backend, name: &str, role: Role) -> User {
        let new = NewUser {
            email: format!("{name}@example.com"),
            name: name.to_owned(),
            password: "a quiet harbour at noon".to_owned(),
            language: Lang::En,
            role,
        };
        add_user(backend, &Actor::system("test"), &new).await.expect("added")
    }

    async fn session(backend: &Backend, user: &User) -> Id {
        let store = PgSessionStore::new(backend.pool.clone(), backend.clock.clone());
        let mut record = Record {
            id: Id::default(),
            data: std::collections::HashMap::default(),
            expiry_date: time::OffsetDateTime::UNIX_EPOCH,
        };
        store.create(&mut record).await.expect("created");
        let hash = PgSessionStore::hash(&record.id);
        describe_session(backend, &hash, user.user_id(), None, "test")
            .await
            .expect("described");
        record.id
    }

    async fn lives(backend: &Backend, id: &Id) -> bool {
        let store = PgSessionStore::new(backend.pool.clone(), backend.clock.clone());
        store.load(id).await.expect("loads").is_some()
    }

    #[sqlx::test(migrations = "../migrations")]
    async fn who_is_disabled_is_out_at_once(pool: PgPool) {
        let backend = Backend::for_tests(pool, Clock::default());
        let (admin, other) = (
            person(&backend, "admin", Role::Admin).await,
            person(&backend, "other", Role::Operator).await,
        );
        let actor = actor_of(&backend, &admin, None).await.expect("loads");
        let theirs = session(&backend, &other).await;
        set_disabled(&backend, &actor, other.user_id(), true)
            .await
            .expect("disabled");
        assert!(!lives(&backend, &theirs).await);
        assert!(
            load_actor(&backend, other.user_id(), None)
                .await
                .expect("reads")
                .is_none()
        );
        set_disabled(&backend, &actor, other.user_id(), false)
            .await
            .expect("enabled");
        assert!(
            load_actor(&backend, other.user_id(), None)
                .await
                .expect("reads")
                .is_some()
        );
    }

    #[sqlx::test(migrations = "../migrations")]
    async fn the_last_administrator_stays(pool: PgPool) {
        let backend = Backend::for_tests(pool, Clock::default());
        let (first, second) = (
            person(&backend, "first", Role::Admin).await,
            person(&backend, "second", Role::Admin).await,
        );
        let actor = actor_of(&backend, &first, None).await.expect("loads");
        let last = |result: Result<()>| matches!(result, Err(Error::Identity(IdentityError::LastAdministrator)));
        set_disabled(&backend, &actor, second.user_id(), true)
            .await
            .expect("one is left");
        assert!(last(set_disabled(&backend, &actor, first.user_id(), true).await));
        assert!(last(change_role(&backend, &actor, first.user_id(), Role::Viewer).await));
    }

    #[sqlx::test(migrations = "../migrations")]
    async fn a_new_password_ends_the_other_sessions_and_needs_the_old_one(pool: PgPool) {
        let backend = Backend::for_tests(pool, Clock::default());
        let user = person(&backend, "layla", Role::Viewer).await;
        let actor = actor_of(&backend, &user, None).await.expect("loads");
        let (here, there) = (session(&backend, &user).await, session(&backend, &user).await);
        let keep = PgSessionStore::hash(&here);
        let new = "another quiet harbour";
        let wrong = change_password(&backend, &actor, "not it", new, Some(&keep)).await;
        assert!(matches!(wrong, Err(Error::Invalid(errors)) if errors.get("current_password").is_some()));
        assert!(lives(&backend, &there).await);
        change_password(&backend, &actor, "a quiet harbour at noon", new, Some(&keep))
            .await
            .expect("changed");
        assert!(lives(&backend, &here).await && !lives(&backend, &there).await);
    }
}
