//! Who runs what when, and what came of it.

use super::checks::Check;
use crate::Result;
use arkan_domain::{alerts::Health, ids::CheckId};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// Takes due checks, each for one runner: the row is locked while it is taken, and due again only an interval later.
/// The lease outlives the check's own time limit by `slack`.
pub async fn lease(pool: &PgPool, now: DateTime<Utc>, limit: i64, slack: TimeDelta) -> Result<Vec<Check>> {
    Ok(sqlx::query_as(
        "UPDATE checks SET
             lease_until = $1 + make_interval(secs => timeout_seconds) + $3,
             -- On the beat, unless it is behind by more than one.
             next_run_at = CASE WHEN next_run_at + make_interval(secs => interval_seconds) > $1
                 THEN next_run_at + make_interval(secs => interval_seconds)
                 ELSE $1 + make_interval(secs => interval_seconds) END
         WHERE id IN (
             SELECT id FROM checks
             WHERE enabled AND archived_at IS NULL AND next_run_at <= $1 AND (lease_until IS NULL OR lease_until < $1)
             ORDER BY next_run_at LIMIT $2 FOR UPDATE SKIP LOCKED)
         RETURNING *",
    )
    .bind(now)
    .bind(limit)
    .bind(slack)
    .fetch_all(pool)
    .await?)
}

/// Locks a check that is still leased as it was when it was taken: not edited, paused, pinged or taken since.
pub async fn lock_leased(db: &mut PgConnection, check: &Check) -> Result<Option<Check>> {
    Ok(
        sqlx::query_as("SELECT * FROM checks WHERE id = $1 AND lease_until = $2 AND version = $3 FOR UPDATE")
            .bind(check.id.0)
            .bind(check.lease_until)
            .bind(check.version)
            .fetch_optional(db)
            .await?,
    )
}

/// Locks the heartbeat of a ping key.
pub async fn lock_heartbeat(db: &mut PgConnection, key: Uuid) -> Result<Option<Check>> {
    Ok(sqlx::query_as(
        "SELECT * FROM checks WHERE ping_key = $1 AND kind = 'heartbeat' AND archived_at IS NULL FOR UPDATE",
    )
    .bind(key)
    .fetch_optional(db)
    .await?)
}

/// What a result makes of a check.
pub struct After<'a> {
    pub health: Health,
    pub changed: bool,
    pub failing_since: Option<DateTime<Utc>>,
    pub last_error: Option<&'a str>,
    pub next_run_at: DateTime<Utc>,
}

/// Writes what a result makes of a check, and ends its lease.
pub async fn settle(db: &mut PgConnection, id: CheckId, after: &After<'_>, now: DateTime<Utc>) -> Result<()> {
    sqlx::query(
        "UPDATE checks SET state = $2, failures = $3, state_since = CASE WHEN $4 THEN $8 ELSE state_since END,
             failing_since = $5, last_error = left($6, 500), next_run_at = $7, last_result_at = $8, lease_until = NULL,
             ping_started_at = NULL
         WHERE id = $1",
    )
    .bind(id.0)
    .bind(after.health.state.as_str())
    .bind(i32::try_from(after.health.failures).unwrap_or(i32::MAX))
    .bind(after.changed)
    .bind(after.failing_since)
    .bind(after.last_error)
    .bind(after.next_run_at)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Notes that a heartbeat's work began, and when it is late.
pub async fn ping_started(
    db: &mut PgConnection,
    id: CheckId,
    now: DateTime<Utc>,
    late_at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query("UPDATE checks SET ping_started_at = $2, next_run_at = $3, lease_until = NULL WHERE id = $1")
        .bind(id.0)
        .bind(now)
        .bind(late_at)
        .execute(db)
        .await?;
    Ok(())
}

/// Keeps what a heartbeat logged last.
pub async fn ping_logged(db: &mut PgConnection, id: CheckId, text: &str, now: DateTime<Utc>) -> Result<()> {
    sqlx::query("UPDATE checks SET ping_log = $2, ping_log_at = $3 WHERE id = $1")
        .bind(id.0)
        .bind(text)
        .bind(now)
        .execute(db)
        .await?;
    Ok(())
}
