use super::NewJob;
use crate::Result;
use arkan_domain::ids::JobId;
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// A job as the pages show it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Job {
    pub id: Uuid,
    pub kind: String,
    pub payload: Value,
    pub state: String,
    pub run_at: DateTime<Utc>,
    pub attempts: i32,
    pub max_attempts: i32,
    pub lease_until: Option<DateTime<Utc>>,
    pub cancel_requested: bool,
    pub progress_percent: Option<i16>,
    pub progress_step: Option<String>,
    pub error: Option<String>,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
}

pub async fn insert(db: &mut PgConnection, now: DateTime<Utc>, job: NewJob) -> Result<Option<JobId>> {
    let id: Option<Uuid> = sqlx::query_scalar(
        "INSERT INTO jobs (id, kind, payload, dedupe_key, state, run_at, max_attempts, created_at)
         VALUES ($1, $2, $3, $4, 'queued', $5, $6, $7)
         ON CONFLICT (dedupe_key) WHERE state IN ('queued', 'running') DO NOTHING RETURNING id",
    )
    .bind(Uuid::now_v7())
    .bind(job.kind)
    .bind(job.payload)
    .bind(job.dedupe_key)
    .bind(job.run_at.unwrap_or(now))
    .bind(job.max_attempts)
    .bind(now)
    .fetch_optional(db)
    .await?;
    Ok(id.map(JobId))
}

/// Takes one due job, or one whose lease ran out. The second value: it had used up its attempts before.
pub(super) async fn claim(
    pool: &PgPool,
    kinds: &[&'static str],
    owner: Uuid,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
) -> Result<Option<(Job, bool)>> {
    let job: Option<Job> = sqlx::query_as(
        "UPDATE jobs SET state = 'running', lease_owner = $2, lease_until = $4, attempts = attempts + 1,
             started_at = coalesce(started_at, $3)
         WHERE id = (
             SELECT id FROM jobs
             WHERE kind = ANY($1) AND ((state = 'queued' AND run_at <= $3) OR (state = 'running' AND lease_until < $3))
             ORDER BY run_at LIMIT 1 FOR UPDATE SKIP LOCKED)
         RETURNING *",
    )
    .bind(kinds)
    .bind(owner)
    .bind(now)
    .bind(lease_until)
    .fetch_optional(pool)
    .await?;
    Ok(job.map(|job| {
        let spent = job.attempts > job.max_attempts;
        (job, spent)
    }))
}

/// Renews a lease; `None` when it was lost, else whether somebody asked the job to stop.
pub(super) async fn renew(pool: &PgPool, id: Uuid, owner: Uuid, until: DateTime<Utc>) -> Result<Option<bool>> {
    Ok(sqlx::query_scalar(
        "UPDATE jobs SET lease_until = $3 WHERE id = $1 AND lease_owner = $2 AND state = 'running'
         RETURNING cancel_requested",
    )
    .bind(id)
    .bind(owner)
    .bind(until)
    .fetch_optional(pool)
    .await?)
}

/// Ends a job that this owner still holds.
pub(super) async fn finish(
    pool: &PgPool,
    id: Uuid,
    owner: Uuid,
    state: &str,
    error: Option<&str>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE jobs SET state = $3, error = $4, finished_at = $5, lease_owner = NULL, lease_until = NULL
         WHERE id = $1 AND lease_owner = $2 AND state = 'running'",
    )
    .bind(id)
    .bind(owner)
    .bind(state)
    .bind(error)
    .bind(now)
    .execute(pool)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Puts a job back for later.
pub(super) async fn requeue(pool: &PgPool, id: Uuid, owner: Uuid, at: DateTime<Utc>, error: &str) -> Result<()> {
    sqlx::query(
        "UPDATE jobs SET state = 'queued', run_at = $3, error = $4, lease_owner = NULL, lease_until = NULL
         WHERE id = $1 AND lease_owner = $2 AND state = 'running'",
    )
    .bind(id)
    .bind(owner)
    .bind(at)
    .bind(error)
    .execute(pool)
    .await?;
    Ok(())
}

/// Gives a job back unfinished at shutdown: it does not count as a try.
pub(super) async fn release(pool: &PgPool, id: Uuid, owner: Uuid, now: DateTime<Utc>) -> Result<()> {
    sqlx::query(
        "UPDATE jobs SET state = 'queued', run_at = $3, attempts = attempts - 1, lease_owner = NULL, lease_until = NULL
         WHERE id = $1 AND lease_owner = $2 AND state = 'running'",
    )
    .bind(id)
    .bind(owner)
    .bind(now)
    .execute(pool)
    .await?;
    Ok(())
}

pub(super) async fn progress(pool: &PgPool, id: JobId, percent: Option<u8>, step: &str) -> Result<()> {
    sqlx::query("UPDATE jobs SET progress_percent = $2, progress_step = $3 WHERE id = $1")
        .bind(id.0)
        .bind(percent.map(i16::from))
        .bind(step)
        .execute(pool)
        .await?;
    Ok(())
}

/// One job.
///
/// # Errors
/// When the database does not answer.
pub async fn find(pool: &PgPool, id: JobId) -> Result<Option<Job>> {
    Ok(sqlx::query_as("SELECT * FROM jobs WHERE id = $1")
        .bind(id.0)
        .fetch_optional(pool)
        .await?)
}

/// The jobs at work or waiting: running ones first, then by when they are due.
pub(super) async fn live(pool: &PgPool, limit: i64) -> Result<Vec<Job>> {
    Ok(
        sqlx::query_as("SELECT * FROM jobs WHERE state IN ('queued', 'running') ORDER BY state DESC, run_at LIMIT $1")
            .bind(limit)
            .fetch_all(pool)
            .await?,
    )
}

/// The jobs that ended, the latest first.
pub(super) async fn ended(pool: &PgPool, limit: i64) -> Result<Vec<Job>> {
    Ok(
        sqlx::query_as("SELECT * FROM jobs WHERE finished_at IS NOT NULL ORDER BY finished_at DESC LIMIT $1")
            .bind(limit)
            .fetch_all(pool)
            .await?,
    )
}

/// Asks a job to stop. A queued one is cancelled at once; a running one is told, and stops at its next step.
///
/// # Errors
/// When the database does not answer.
pub async fn request_cancel(db: &mut PgConnection, id: JobId, now: DateTime<Utc>) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE jobs SET cancel_requested = true,
             state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END,
             finished_at = CASE WHEN state = 'queued' THEN $2 ELSE finished_at END
         WHERE id = $1 AND state IN ('queued', 'running')",
    )
    .bind(id.0)
    .bind(now)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How many jobs are overdue by more than a minute: the workers are dead or too slow.
///
/// # Errors
/// When the database does not answer.
pub async fn stuck(pool: &PgPool, now: DateTime<Utc>) -> Result<i64> {
    Ok(sqlx::query_scalar(
        "SELECT count(*) FROM jobs WHERE (state = 'queued' AND run_at < $1 - interval '1 minute')
             OR (state = 'running' AND lease_until < $1 - interval '1 minute')",
    )
    .bind(now)
    .fetch_one(pool)
    .await?)
}

pub(super) async fn sweep(pool: &PgPool, before: DateTime<Utc>) -> Result<u64> {
    // Rows that history still points to stay.
    let done = sqlx::query(
        "DELETE FROM jobs WHERE finished_at < $1
           AND NOT EXISTS (SELECT 1 FROM backups WHERE job_id = jobs.id)
           AND NOT EXISTS (SELECT 1 FROM restore_drills WHERE job_id = jobs.id)",
    )
    .bind(before)
    .execute(pool)
    .await?;
    Ok(done.rows_affected())
}
