use super::{
    password,
    queries::{self, User},
};
use crate::{Backend, Result, audit::Entry};
use arkan_domain::identity::{Actor, IdentityError};
use chrono::{DateTime, TimeDelta, Utc};
use std::net::IpAddr;

/// How many failures are free before waiting begins.
const FREE_FAILURES: i32 = 5;
/// An address may be shared by an office: it gets more.
const FREE_FAILURES_OF_ADDRESS: i32 = 30;
/// The longest wait.
const MAX_WAIT_SECONDS: i64 = 900;
/// After this time without a failure the count begins anew.
const FORGET: TimeDelta = TimeDelta::hours(24);

/// Someone who tries to sign in.
pub struct Attempt<'a> {
    pub email: &'a str,
    pub password: &'a str,
    pub address: Option<IpAddr>,
}

/// Someone who did.
pub struct SignedIn {
    pub user: User,
    pub actor: Actor,
}

/// Checks e-mail and password. The answer is the same, and takes as long, for an unknown user, a disabled one and a
/// wrong password.
///
/// # Errors
/// [`IdentityError::BadCredentials`], or [`IdentityError::Throttled`] after too many failures.
pub async fn sign_in(backend: &Backend, attempt: &Attempt<'_>) -> Result<SignedIn> {
    let email = attempt.email.trim();
    guard(backend, email, attempt.address).await?;
    let user = queries::user_by_email(&backend.pool, email)
        .await?
        .filter(|user| user.disabled_at.is_none());
    let right = password::verify(attempt.password, user.as_ref().map(|user| user.password_hash.clone())).await?;
    match user {
        Some(user) if right => {
            let actor = super::actor_of(backend, &user, attempt.address).await?;
            let mut write = backend.write(&actor).await?;
            forget(&mut write, email).await?;
            write.audit(Entry::new("user.sign_in", "user", user.id, &user.name));
            write.commit().await?;
            Ok(SignedIn { user, actor })
        }
        _ => {
            failed(backend, email, attempt.address).await?;
            Err(IdentityError::BadCredentials.into())
        }
    }
}

fn subjects(email: &str, address: Option<IpAddr>) -> Vec<(String, i32)> {
    let mut subjects = vec![(format!("email:{}", email.to_lowercase()), FREE_FAILURES)];
    if let Some(address) = address {
        subjects.push((format!("address:{address}"), FREE_FAILURES_OF_ADDRESS));
    }
    subjects
}

/// How long a subject must wait from its last failure: doubling from one second.
fn wait(failures: i32, free: i32) -> TimeDelta {
    if failures < free {
        return TimeDelta::zero();
    }
    let doublings = u32::try_from(failures - free).unwrap_or(0).min(20);
    TimeDelta::seconds((1_i64 << doublings).min(MAX_WAIT_SECONDS))
}

/// Refuses while the account or the address must wait.
pub(super) async fn guard(backend: &Backend, email: &str, address: Option<IpAddr>) -> Result<()> {
    let now = backend.clock.now();
    for (subject, free) in subjects(email, address) {
        let row: Option<(i32, DateTime<Utc>)> =
            sqlx::query_as("SELECT failures, last_failure_at FROM login_attempts WHERE subject = $1")
                .bind(&subject)
                .fetch_optional(&backend.pool)
                .await?;
        let Some((failures, last)) = row else { continue };
        let until = last + wait(failures, free);
        if now < until && now - last < FORGET {
            let seconds = u64::try_from((until - now).num_seconds()).unwrap_or(0) + 1;
            return Err(IdentityError::Throttled { seconds }.into());
        }
    }
    Ok(())
}

/// Counts a failure.
pub(super) async fn failed(backend: &Backend, email: &str, address: Option<IpAddr>) -> Result<()> {
    let now = backend.clock.now();
    metrics::counter!("arkan_sign_in_failures_total").increment(1);
    for (subject, _) in subjects(email, address) {
        sqlx::query(
            "INSERT INTO login_attempts (subject, failures, last_failure_at) VALUES ($1, 1, $2)
             ON CONFLICT (subject) DO UPDATE SET last_failure_at = $2,
                 failures = CASE WHEN login_attempts.last_failure_at < $3 THEN 1 ELSE login_attempts.failures + 1 END",
        )
        .bind(subject)
        .bind(now)
        .bind(now - FORGET)
        .execute(&backend.pool)
        .await?;
    }
    Ok(())
}

async fn forget(write: &mut crate::Write, email: &str) -> Result<()> {
    let (subject, _) = subjects(email, None).swap_remove(0);
    sqlx::query("DELETE FROM login_attempts WHERE subject = $1")
        .bind(subject)
        .execute(write.db())
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Clock, Error,
        identity::{NewUser, add_user},
    };
    use arkan_domain::identity::Role;
    use arkan_locales::Lang;
    use sqlx::PgPool;

    #[test]
    fn waiting_grows_and_ends() {
        assert_eq!(wait(4, 5), TimeDelta::zero());
        assert_eq!(wait(5, 5), TimeDelta::seconds(1));
        assert_eq!(wait(8, 5), TimeDelta::seconds(8));
        assert_eq!(wait(500, 5), TimeDelta::seconds(MAX_WAIT_SECONDS));
    }

    #[sqlx::test(migrations = "../migrations")]
    async fn failures_throttle_the_known_and_the_unknown_alike(pool: PgPool) {
        let clock = Clock::fixed(DateTime::UNIX_EPOCH);
        let backend = Backend::for_tests(pool, clock.clone());
        let new = NewUser {
            email: "layla@example.com".into(),
            name: "Layla".into(),
            password: "a quiet harbour at noon".into(),
            language: Lang::Ar,
            role: Role::Admin,
        };
        add_user(&backend, &Actor::system("test"), &new).await.expect("added");
        for email in ["layla@example.com", "nobody@example.com"] {
            for _ in 0..FREE_FAILURES {
                let attempt = Attempt {
                    email,
                    password: "wrong",
                    address: None,
                };
                let refused = sign_in(&backend, &attempt).await.err();
                assert!(
                    matches!(refused, Some(Error::Identity(IdentityError::BadCredentials))),
                    "{refused:?}"
                );
            }
            let attempt = Attempt {
                email,
                password: "a quiet harbour at noon",
                address: None,
            };
            let refused = sign_in(&backend, &attempt).await.err();
            assert!(
                matches!(refused, Some(Error::Identity(IdentityError::Throttled { .. }))),
                "{refused:?}"
            );
        }
        clock.advance(TimeDelta::seconds(2));
        let attempt = Attempt {
            email: " Layla@Example.com ",
            password: "a quiet harbour at noon",
            address: None,
        };
        assert_eq!(sign_in(&backend, &attempt).await.expect("signs in").user.name, "Layla");
    }
}
