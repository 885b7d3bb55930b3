//! Argon2id (RFC 9106) with 64 MiB, three passes, one lane.

use crate::{Error, Result};
use argon2::{
    Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version, password_hash::phc::PasswordHash,
};
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// A burst of sign-ins must not take more than two times 64 MiB at once.
static SLOTS: Semaphore = Semaphore::const_new(2);

/// Hashed when the user is unknown, so that the answer takes as long.
static DECOY: LazyLock<Option<String>> = LazyLock::new(|| hash_now("a password that nobody has").ok());

fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(64 * 1024, 3, 1, None).map_err(|error| Error::internal(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(password: &str) -> Result<String> {
    let hash = hasher()?
        .hash_password(password.as_bytes())
        .map_err(|error| Error::internal(error.to_string()))?;
    Ok(hash.to_string())
}

/// Hashes a password for storage, in PHC string form.
pub(super) async fn hash(password: &str) -> Result<String> {
    let _slot = SLOTS.acquire().await.map_err(Error::internal)?;
    let password = password.to_owned();
    tokio::task::spawn_blocking(move || hash_now(&password))
        .await
        .map_err(Error::internal)?
}

/// Checks a password against a stored hash, or against a decoy when there is none.
pub(super) async fn verify(password: &str, stored: Option<String>) -> Result<bool> {
    let _slot = SLOTS.acquire().await.map_err(Error::internal)?;
    let password = password.to_owned();
    let checked = tokio::task::spawn_blocking(move || {
        let known = stored.is_some();
        let Some(stored) = stored.or_else(|| DECOY.clone()) else {
            return Ok(false);
        };
        let parsed = PasswordHash::new(&stored).map_err(|error| Error::internal(error.to_string()))?;
        let right = hasher()?.verify_password(password.as_bytes(), &parsed).is_ok();
        Ok(known && right)
    });
    checked.await.map_err(Error::internal)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_user_is_right() {
        let stored = hash("a quiet harbour").await.expect("hashes");
        assert!(stored.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
        assert!(verify("a quiet harbour", Some(stored.clone())).await.expect("verifies"));
        assert!(!verify("a loud harbour", Some(stored)).await.expect("verifies"));
        assert!(!verify("a password that nobody has", None).await.expect("verifies"));
    }
}
