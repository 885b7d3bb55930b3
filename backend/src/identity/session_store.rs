//! Sessions in Postgres, for tower-sessions. The cookie's token is 128 random bits; only its SHA-256 is stored.

use crate::{Clock, secrets};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgPool, types::Json};
use std::collections::HashMap;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};
use uuid::Uuid;

/// A session ends after this time without a request (ASVS 5.0, 7.3.1).
pub const IDLE_LIMIT: TimeDelta = TimeDelta::minutes(30);
/// A session ends after this time whatever happens (ASVS 5.0, 7.3.2).
pub const ABSOLUTE_LIMIT: TimeDelta = TimeDelta::hours(12);

/// Keeps the sessions of the browser in the `sessions` table.
#[derive(Clone, Debug)]
pub struct PgSessionStore {
    pool: PgPool,
    clock: Clock,
}

type Data = HashMap<String, serde_json::Value>;

impl PgSessionStore {
    #[must_use]
    pub const fn new(pool: PgPool, clock: Clock) -> Self {
        Self { pool, clock }
    }

    /// What is stored in place of a token.
    #[must_use]
    pub fn hash(id: &Id) -> Vec<u8> {
        secrets::hash_token(&id.to_string())
    }

    /// Removes what has expired.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sweep(&self) -> crate::Result<u64> {
        let done = sqlx::query("DELETE FROM sessions WHERE expires_at < $1")
            .bind(self.clock.now())
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected())
    }

    async fn insert(&self, record: &Record) -> Result<bool> {
        let now = self.clock.now();
        let done = sqlx::query(
            "INSERT INTO sessions (token_hash, id, data, created_at, last_seen_at, expires_at)
             VALUES ($1, $2, $3, $4, $4, $5) ON CONFLICT (token_hash) DO NOTHING",
        )
        .bind(Self::hash(&record.id))
        .bind(Uuid::now_v7())
        .bind(Json(&record.data))
        .bind(now)
        .bind(now + IDLE_LIMIT)
        .execute(&self.pool)
        .await
        .map_err(backend)?;
        Ok(done.rows_affected() == 1)
    }
}

fn backend(error: sqlx::Error) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for PgSessionStore {
    async fn create(&self, record: &mut Record) -> Result<()> {
        while !self.insert(record).await? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        // A session that was ended meanwhile, by a sign-out elsewhere, stays ended.
        sqlx::query("UPDATE sessions SET data = $2 WHERE token_hash = $1")
            .bind(Self::hash(&record.id))
            .bind(Json(&record.data))
            .execute(&self.pool)
            .await
            .map_err(backend)?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let (now, hash) = (self.clock.now(), Self::hash(id));
        let row: Option<(Json<Data>, DateTime<Utc>, DateTime<Utc>, DateTime<Utc>)> = sqlx::query_as(
            "SELECT data, created_at, last_seen_at, expires_at FROM sessions WHERE token_hash = $1 AND expires_at > $2",
        )
        .bind(&hash)
        .bind(now)
        .fetch_optional(&self.pool)
        .await
        .map_err(backend)?;
        let Some((Json(data), created, seen, expires)) = row else {
            return Ok(None);
        };
        // One write a minute is enough to measure idleness.
        if now - seen > TimeDelta::minutes(1) {
            let until = (now + IDLE_LIMIT).min(created + ABSOLUTE_LIMIT);
            sqlx::query("UPDATE sessions SET last_seen_at = $2, expires_at = $3 WHERE token_hash = $1")
                .bind(&hash)
                .bind(now)
                .bind(until)
                .execute(&self.pool)
                .await
                .map_err(backend)?;
        }
        let expiry_date = time::OffsetDateTime::from_unix_timestamp(expires.timestamp())
            .map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record {
            id: *id,
            data,
            expiry_date,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        sqlx::query("DELETE FROM sessions WHERE token_hash = $1")
            .bind(Self::hash(id))
            .execute(&self.pool)
            .await
            .map_err(backend)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        let data = HashMap::from([("user".to_owned(), serde_json::json!("x"))]);
        Record {
            id: Id::default(),
            data,
            expiry_date: time::OffsetDateTime::UNIX_EPOCH,
        }
    }

    #[sqlx::test(migrations = "../migrations")]
    async fn sessions_end_idle_and_in_the_end(pool: PgPool) {
        let clock = Clock::fixed(DateTime::UNIX_EPOCH);
        let store = PgSessionStore::new(pool.clone(), clock.clone());
        let mut record = record();
        store.create(&mut record).await.expect("created");
        for _ in 0..40 {
            clock.advance(TimeDelta::minutes(17));
            assert!(store.load(&record.id).await.expect("loads").is_some());
        }
        clock.advance(TimeDelta::minutes(17) + TimeDelta::minutes(40));
        assert!(
            store.load(&record.id).await.expect("loads").is_none(),
            "12 hours are over"
        );
        assert_eq!(store.sweep().await.expect("swept"), 1);

        let mut idle = self::record();
        store.create(&mut idle).await.expect("created");
        clock.advance(TimeDelta::minutes(31));
        assert!(store.load(&idle.id).await.expect("loads").is_none());
    }

    #[sqlx::test(migrations = "../migrations")]
    async fn a_collision_gets_another_id_and_the_token_is_not_stored(pool: PgPool) {
        let store = PgSessionStore::new(pool.clone(), Clock::default());
        let mut first = record();
        store.create(&mut first).await.expect("created");
        let mut second = Record {
            id: first.id,
            ..record()
        };
        store.create(&mut second).await.expect("created");
        assert_ne!(first.id, second.id);
        let stored: Vec<Vec<u8>> = sqlx::query_scalar("SELECT token_hash FROM sessions")
            .fetch_all(&pool)
            .await
            .expect("reads");
        assert!(stored.contains(&PgSessionStore::hash(&first.id)) && stored.len() == 2);
    }

    #[sqlx::test(migrations = "../migrations")]
    async fn an_ended_session_stays_ended(pool: PgPool) {
        let store = PgSessionStore::new(pool, Clock::default());
        let mut record = record();
        store.create(&mut record).await.expect("created");
        store.delete(&record.id).await.expect("deleted");
        store.save(&record).await.expect("saves nothing");
        assert!(store.load(&record.id).await.expect("loads").is_none());
    }
}
