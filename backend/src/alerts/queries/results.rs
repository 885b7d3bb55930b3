use crate::{Result, alerts::probes::Outcome};
use arkan_domain::{alerts::Failure, ids::CheckId};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// One answer of a check.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ResultRow {
    pub at: DateTime<Utc>,
    pub ok: bool,
    pub latency_ms: Option<f64>,
    pub failure: Option<String>,
    pub detail: Option<String>,
}

/// One hour of a check.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Hour {
    pub check_id: Uuid,
    pub hour: DateTime<Utc>,
    pub total: i32,
    pub ok: i32,
    pub latency_avg_ms: Option<f64>,
    pub latency_max_ms: Option<f64>,
}

/// Inserts a result into its day's partition, and adds it to its hour.
pub async fn insert(db: &mut PgConnection, check: CheckId, outcome: &Outcome, at: DateTime<Utc>) -> Result<()> {
    sqlx::query(
        "INSERT INTO check_results (check_id, at, ok, latency_ms, failure, detail) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(check.0)
    .bind(at)
    .bind(outcome.ok)
    .bind(outcome.latency_ms)
    .bind(outcome.failure.map(Failure::as_str))
    .bind(&outcome.detail)
    .execute(&mut *db)
    .await?;
    sqlx::query(
        "INSERT INTO check_rollups AS r (check_id, hour, total, ok, latency_count, latency_sum_ms, latency_max_ms)
         VALUES ($1, date_trunc('hour', $2, 'UTC'), 1, $3::bool::int, ($4::float8 IS NOT NULL)::int, coalesce($4, 0), $4)
         ON CONFLICT (check_id, hour) DO UPDATE SET total = r.total + 1, ok = r.ok + excluded.ok,
             latency_count = r.latency_count + excluded.latency_count,
             latency_sum_ms = r.latency_sum_ms + excluded.latency_sum_ms,
             latency_max_ms = greatest(r.latency_max_ms, excluded.latency_max_ms)",
    )
    .bind(check.0)
    .bind(at)
    .bind(outcome.ok)
    .bind(outcome.latency_ms)
    .execute(db)
    .await?;
    Ok(())
}

/// A check's newest results before a moment. Walks `check_results_newest`, newest partition first.
pub async fn newest(
    pool: &PgPool,
    check: CheckId,
    before: Option<DateTime<Utc>>,
    limit: i64,
) -> Result<Vec<ResultRow>> {
    Ok(sqlx::query_as(
        "SELECT at, ok, latency_ms, failure, detail FROM check_results
         WHERE check_id = $1 AND ($2::timestamptz IS NULL OR at < $2) ORDER BY at DESC LIMIT $3",
    )
    .bind(check.0)
    .bind(before)
    .bind(limit)
    .fetch_all(pool)
    .await?)
}

/// A check's results between two moments, oldest first.
pub async fn between(
    pool: &PgPool,
    check: CheckId,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<ResultRow>> {
    Ok(sqlx::query_as(
        "SELECT at, ok, latency_ms, failure, detail FROM check_results
         WHERE check_id = $1 AND at BETWEEN $2 AND $3 ORDER BY at LIMIT $4",
    )
    .bind(check.0)
    .bind(from)
    .bind(until)
    .bind(limit)
    .fetch_all(pool)
    .await?)
}

/// The hours of checks since a moment, oldest first.
pub async fn hours(pool: &PgPool, checks: &[Uuid], since: DateTime<Utc>) -> Result<Vec<Hour>> {
    Ok(sqlx::query_as(
        "SELECT check_id, hour, total, ok, latency_sum_ms / nullif(latency_count, 0) AS latency_avg_ms, latency_max_ms
         FROM check_rollups WHERE check_id = ANY($1) AND hour >= $2 ORDER BY check_id, hour",
    )
    .bind(checks)
    .bind(since)
    .fetch_all(pool)
    .await?)
}
