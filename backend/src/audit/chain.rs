use super::{Event, queries};
use crate::{Backend, Result};
use arkan_domain::identity::{Action, Actor, Place};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use sqlx::PgPool;

/// Where the chain is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainFault {
    /// The row's content does not give its hash: it was altered.
    Altered { seq: i64 },
    /// A row is missing, or does not follow the one before it.
    Broken { seq: i64 },
}

/// The hash of a row: SHA-256 over the previous row's hash and the row's canonical JSON.
///
/// `serde_json` writes the keys of objects in sorted order, so the same values give the same bytes.
pub(super) fn hash(event: &Event) -> Vec<u8> {
    let mut hasher = Sha256::new();
    hasher.update(&event.prev_hash);
    // An event holds only strings, numbers and JSON values: writing it cannot fail.
    hasher.update(serde_json::to_vec(event).unwrap_or_default());
    hasher.finalize().to_vec()
}

/// A value as it is recorded: fractions as text. A JSON parser may read the last digits of a fraction differently, and
/// then the row would not give its hash again.
pub(super) fn recorded(value: impl Serialize) -> Option<Value> {
    let mut value = serde_json::to_value(value).ok()?;
    fractions_as_text(&mut value);
    Some(value)
}

fn fractions_as_text(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => *value = Value::String(number.to_string()),
        Value::Array(items) => items.iter_mut().for_each(fractions_as_text),
        Value::Object(fields) => fields.values_mut().for_each(fractions_as_text),
        _ => {}
    }
}

/// Reads the whole trail and checks every link; `Ok(n)` when all `n` rows hold.
///
/// # Errors
/// When the database does not answer.
pub async fn verify(pool: &PgPool) -> Result<std::result::Result<i64, ChainFault>> {
    follow(pool, 0, Vec::new(), i64::MAX).await
}

/// What a check of the newest part of the trail found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many rows were checked.
    pub rows: i64,
    /// How many older ones were left for a check of everything (`arkan doctor`).
    pub unchecked: i64,
    pub fault: Option<ChainFault>,
}

/// Checks the newest `limit` rows, each against the one before it: bounded, for a page.
///
/// # Errors
/// [`crate::Error::Forbidden`] without [`Action::ReadAudit`].
pub async fn verify_latest(backend: &Backend, actor: &Actor, limit: i64) -> Result<Verified> {
    backend.allow(actor, Action::ReadAudit, Place::CONSOLE)?;
    let (head, from, hash) = queries::anchor(&backend.pool, limit).await?;
    let fault = follow(&backend.pool, from, hash, head).await?.err();
    Ok(Verified {
        rows: head - from,
        unchecked: from,
        fault,
    })
}

/// Follows the links after row `seq`, whose hash is `head`, up to row `last`.
async fn follow(
    pool: &PgPool,
    mut seq: i64,
    mut head: Vec<u8>,
    last: i64,
) -> Result<std::result::Result<i64, ChainFault>> {
    loop {
        let page = queries::following(pool, seq, 1000).await?;
        if page.is_empty() || seq >= last {
            return Ok(Ok(seq));
        }
        for event in page {
            if event.seq != seq + 1 || event.prev_hash != head {
                return Ok(Err(ChainFault::Broken { seq: event.seq }));
            }
            if hash(&event) != event.hash {
                return Ok(Err(ChainFault::Altered { seq: event.seq }));
            }
            (seq, head) = (event.seq, event.hash);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Backend, Clock, audit::Entry};
    use arkan_domain::identity::Actor;

    async fn three(pool: &PgPool) {
        let backend = Backend::for_tests(pool.clone(), Clock::default());
        for name in ["a", "b", "c"] {
            let mut write = backend.write(&Actor::system("test")).await.expect("begins");
            write.audit(
                Entry::new("thing.create", "thing", 1, name).after(serde_json::json!({ "b": 1.5, "a": [name] })),
            );
            write.commit().await.expect("commits");
        }
    }

    #[sqlx::test(migrations = "../migrations")]
    async fn an_untouched_chain_holds(pool: PgPool) {
        three(&pool).await;
        assert_eq!(verify(&pool).await.expect("reads"), Ok(3));
    }

    #[sqlx::test(migrations = "../migrations")]
    async fn the_newest_part_is_checked_against_what_is_before_it(pool: PgPool) {
        three(&pool).await;
        let backend = Backend::for_tests(pool.clone(), Clock::default());
        let actor = Actor::system("test");
        let verified = verify_latest(&backend, &actor, 2).await.expect("reads");
        let whole = Verified {
            rows: 2,
            unchecked: 1,
            fault: None,
        };
        assert_eq!(verified, whole);
        for sql in [
            "ALTER TABLE audit_events DISABLE TRIGGER audit_events_append_only",
            "UPDATE audit_events SET reason = 'z' WHERE seq = 3",
        ] {
            sqlx::query(sql).execute(&pool).await.expect("runs");
        }
        let verified = verify_latest(&backend, &actor, 1).await.expect("reads");
        assert_eq!(verified.fault, Some(ChainFault::Altered { seq: 3 }));
        let viewer = Actor {
            grants: Vec::new(),
            ..actor
        };
        let refused = verify_latest(&backend, &viewer, 1).await;
        assert!(matches!(refused, Err(crate::Error::Forbidden)));
    }

    #[sqlx::test(migrations = "../migrations")]
    async fn fractions_come_back_as_they_were_recorded(pool: PgPool) {
        let backend = Backend::for_tests(pool.clone(), Clock::default());
        let mut write = backend.write(&Actor::system("test")).await.expect("begins");
        for number in 1_u32..500 {
            let fraction = f64::from(number).sqrt() / 7.0 * 10_f64.powi(i32::try_from(number % 30).unwrap() - 15);
            write.audit(
                Entry::new("drill.pass", "drill", number, "x").after(serde_json::json!({ "seconds": [fraction] })),
            );
        }
        write.commit().await.expect("commits");
        assert_eq!(verify(&pool).await.expect("reads"), Ok(499));
    }

    #[sqlx::test(migrations = "../migrations")]
    async fn the_trail_refuses_changes(pool: PgPool) {
        three(&pool).await;
        let error = sqlx::query("UPDATE audit_events SET actor_label = 'x'")
            .execute(&pool)
            .await
            .expect_err("refused");
        assert!(error.to_string().contains("append-only"));
    }

    #[sqlx::test(migrations = "../migrations")]
    async fn an_altered_row_is_found(pool: PgPool) {
        three(&pool).await;
        for sql in [
            "ALTER TABLE audit_events DISABLE TRIGGER audit_events_append_only",
            "UPDATE audit_events SET target_label = 'z' WHERE seq = 2",
        ] {
            sqlx::query(sql).execute(&pool).await.expect("runs");
        }
        assert_eq!(verify(&pool).await.expect("reads"), Err(ChainFault::Altered { seq: 2 }));
        sqlx::query("DELETE FROM audit_events WHERE seq = 2")
            .execute(&pool)
            .await
            .expect("runs");
        assert_eq!(verify(&pool).await.expect("reads"), Err(ChainFault::Broken { seq: 3 }));
    }
}
