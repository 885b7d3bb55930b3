//! Sessions in Postgres, for tower-sessions. The cookie's token is 128 random bits; only its SHA-256 is stored.

use super::session_delta::{Data, Delta, remember, stored};
use crate::{Clock, secrets};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgPool, types::Json};
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
        .bind(stored(&record.data))
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
        remember(&mut record.data);
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        // A session that was ended meanwhile, by a sign-out elsewhere, stays ended. What another request of the same
        // session changed since this one loaded it stays, too: only this one's own changes are written.
        let Delta { taken, put } = Delta::of(&record.data);
        sqlx::query(
            "UPDATE sessions SET data = $3 || coalesce(
                 (SELECT jsonb_object_agg(key, value) FROM jsonb_each(data)
                  WHERE NOT $3 ? key AND ($2 -> key) IS DISTINCT FROM value), '{}')
             WHERE token_hash = $1",
        )
        .bind(Self::hash(&record.id))
        .bind(taken)
        .bind(put)
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
        let Some((Json(mut data), created, seen, expires)) = row else {
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
        remember(&mut data);
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
    use serde_json::json;

    fn record() -> Record {
        let data = Data::from([("user".to_owned(), json!("x"))]);
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
    async fn requests_side_by_side_keep_what_the_other_changed(pool: PgPool) {
        let store = PgSessionStore::new(pool, Clock::default());
        let mut first = record();
        first.data.insert("toast".to_owned(), json!("made"));
        store.create(&mut first).await.expect("created");
        let load = async || store.load(&first.id).await.expect("loads").expect("is there");

        // One page takes the toast while a form of another tab leaves what was typed.
        let (mut page, mut form) = (load().await, load().await);
        page.data.remove("toast");
        form.data.insert("form".to_owned(), json!({ "name": "x" }));
        store.save(&page).await.expect("saves");
        store.save(&form).await.expect("saves");
        assert_eq!(
            stored(&load().await.data),
            json!({ "user": "x", "form": { "name": "x" } }),
            "the toast does not come back"
        );

        // The next toast is not lost to a page that takes the one before.
        form.data.insert("toast".to_owned(), json!("one"));
        store.save(&form).await.expect("saves");
        let mut slow = load().await;
        slow.data.remove("toast");
        form.data.insert("toast".to_owned(), json!("two"));
        store.save(&form).await.expect("saves");
        store.save(&slow).await.expect("saves");
        assert_eq!(stored(&load().await.data)["toast"], "two");
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
