use super::Event;
use crate::Result;
use ipnet::IpNet;
use sqlx::{PgConnection, PgPool};

/// What to show of the trail. Empty texts mean: everything.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub action: String,
    /// Part of the actor's name.
    pub actor: String,
    /// Part of the target's name.
    pub target: String,
    /// Only rows before this one (the last of the page before).
    pub before: Option<i64>,
    /// Only rows after this one; for the way back.
    pub after: Option<i64>,
}

/// Taken by every writer of the trail until its transaction ends.
const CHAIN_LOCK: i64 = 0x6172_6b61_6e5f_6c6f;

pub(super) async fn lock_head(db: &mut PgConnection) -> Result<(i64, Vec<u8>)> {
    sqlx::query("SELECT pg_advisory_xact_lock($1)")
        .bind(CHAIN_LOCK)
        .execute(&mut *db)
        .await?;
    let head: Option<(i64, Vec<u8>)> = sqlx::query_as("SELECT seq, hash FROM audit_events ORDER BY seq DESC LIMIT 1")
        .fetch_optional(db)
        .await?;
    Ok(head.unwrap_or_default())
}

pub(super) async fn insert(db: &mut PgConnection, event: &Event) -> Result<()> {
    sqlx::query(
        "INSERT INTO audit_events (seq, at, actor_kind, actor_id, actor_label, address, action, target_kind, target_id,
             target_label, project_id, environment_id, before, after, reason, prev_hash, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
    )
    .bind(event.seq)
    .bind(event.at)
    .bind(&event.actor_kind)
    .bind(event.actor_id)
    .bind(&event.actor_label)
    .bind(event.address.map(IpNet::from))
    .bind(&event.action)
    .bind(&event.target_kind)
    .bind(&event.target_id)
    .bind(&event.target_label)
    .bind(event.project_id)
    .bind(event.environment_id)
    .bind(&event.before)
    .bind(&event.after)
    .bind(&event.reason)
    .bind(&event.prev_hash)
    .bind(&event.hash)
    .execute(db)
    .await?;
    Ok(())
}

/// The last number of the trail, and the hash of the row before the newest `limit` ones; empty at the beginning.
pub(super) async fn anchor(pool: &PgPool, limit: i64) -> Result<(i64, i64, Vec<u8>)> {
    let head: i64 = sqlx::query_scalar("SELECT coalesce(max(seq), 0) FROM audit_events")
        .fetch_one(pool)
        .await?;
    let from = (head - limit).max(0);
    let hash: Option<Vec<u8>> = sqlx::query_scalar("SELECT hash FROM audit_events WHERE seq = $1")
        .bind(from)
        .fetch_optional(pool)
        .await?;
    Ok((head, from, hash.unwrap_or_default()))
}

pub(super) async fn following(pool: &PgPool, seq: i64, limit: i64) -> Result<Vec<Event>> {
    Ok(
        sqlx::query_as("SELECT * FROM audit_events WHERE seq > $1 ORDER BY seq LIMIT $2")
            .bind(seq)
            .bind(limit)
            .fetch_all(pool)
            .await?,
    )
}

const GOING_DOWN: &str = "SELECT * FROM audit_events
     WHERE ($1 = '' OR action = $1) AND actor_label ILIKE $2 AND target_label ILIKE $3
       AND seq < coalesce($4, 9223372036854775807) AND seq > coalesce($5, 0)
     ORDER BY seq DESC LIMIT $6";
const GOING_UP: &str = "SELECT * FROM audit_events
     WHERE ($1 = '' OR action = $1) AND actor_label ILIKE $2 AND target_label ILIKE $3
       AND seq < coalesce($4, 9223372036854775807) AND seq > coalesce($5, 0)
     ORDER BY seq LIMIT $6";

/// The newest rows that match; with `after` the ones just newer than it.
pub(super) async fn list(pool: &PgPool, filter: &Filter, limit: i64) -> Result<Vec<Event>> {
    let like = |text: &str| {
        format!(
            "%{}%",
            text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
        )
    };
    // Two texts instead of an ORDER BY that chooses: only a plain one is read from the index and stops at the limit.
    let sql = if filter.after.is_some() { GOING_UP } else { GOING_DOWN };
    let mut rows: Vec<Event> = sqlx::query_as(sql)
        .bind(&filter.action)
        .bind(like(&filter.actor))
        .bind(like(&filter.target))
        .bind(filter.before)
        .bind(filter.after)
        .bind(limit)
        .fetch_all(pool)
        .await?;
    rows.sort_by_key(|event| -event.seq);
    Ok(rows)
}

pub(super) async fn actions(pool: &PgPool) -> Result<Vec<String>> {
    // A loose index scan: as many steps as there are actions, not rows.
    Ok(sqlx::query_scalar(
        "WITH RECURSIVE known AS (
             (SELECT action FROM audit_events ORDER BY action LIMIT 1)
             UNION ALL
             SELECT (SELECT action FROM audit_events WHERE action > known.action ORDER BY action LIMIT 1)
             FROM known WHERE known.action IS NOT NULL)
         SELECT action FROM known WHERE action IS NOT NULL",
    )
    .fetch_all(pool)
    .await?)
}

/// The newest changes of one thing.
pub(super) async fn history(
    pool: &PgPool,
    target_kind: &str,
    target_id: &str,
    limit: i64,
) -> Result<Vec<super::Change>> {
    Ok(sqlx::query_as(
        "SELECT seq, at, actor_label, action, environment_id, before, after, reason FROM audit_events
         WHERE target_kind = $1 AND target_id = $2 ORDER BY seq DESC LIMIT $3",
    )
    .bind(target_kind)
    .bind(target_id)
    .bind(limit)
    .fetch_all(pool)
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Backend, Clock, audit::Entry};
    use arkan_domain::identity::Actor;

    async fn seqs(pool: &PgPool, filter: Filter) -> Vec<i64> {
        let rows = list(pool, &filter, 2).await.expect("lists");
        rows.iter().map(|event| event.seq).collect()
    }

    #[sqlx::test(migrations = "../migrations")]
    async fn pages_go_both_ways_and_filters_take_texts_literally(pool: PgPool) {
        let backend = Backend::for_tests(pool.clone(), Clock::default());
        for name in ["a", "b", "50% off", "500 off", "e"] {
            let mut write = backend.write(&Actor::system("test")).await.expect("begins");
            write.audit(Entry::new("thing.create", "thing", 1, name));
            write.commit().await.expect("commits");
        }
        assert_eq!(seqs(&pool, Filter::default()).await, [5, 4]);
        let older = Filter {
            before: Some(4),
            ..Filter::default()
        };
        assert_eq!(seqs(&pool, older).await, [3, 2]);
        let newer = Filter {
            after: Some(2),
            ..Filter::default()
        };
        assert_eq!(
            seqs(&pool, newer).await,
            [4, 3],
            "the ones just above, the newest first"
        );
        let literal = Filter {
            target: "50%".to_owned(),
            ..Filter::default()
        };
        assert_eq!(seqs(&pool, literal).await, [3]);
        let other = Filter {
            action: "thing.remove".to_owned(),
            ..Filter::default()
        };
        assert!(seqs(&pool, other).await.is_empty());
        assert_eq!(actions(&pool).await.expect("reads"), ["thing.create"]);
    }
}
