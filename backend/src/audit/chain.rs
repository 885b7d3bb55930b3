use super::{Event, queries};
use crate::Result;
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

/// Reads the whole trail and checks every link; `Ok(n)` when all `n` rows hold.
///
/// # Errors
/// When the database does not answer.
pub async fn verify(pool: &PgPool) -> Result<std::result::Result<i64, ChainFault>> {
    let (mut seq, mut head) = (0_i64, Vec::new());
    loop {
        let page = queries::following(pool, seq, 1000).await?;
        if page.is_empty() {
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
