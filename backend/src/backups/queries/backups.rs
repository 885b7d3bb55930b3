use super::{Progress, ProgressRow};
use crate::{Result, backups::facts::Facts};
use arkan_domain::{
    backups::{BackupState, Failure, Held, Run, Trigger},
    ids::{BackupId, JobId},
};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool, types::Json};
use uuid::Uuid;

/// A backup: a run that wrote, writes or failed to write one encrypted file.
#[derive(Clone, Debug)]
pub struct Backup {
    pub id: BackupId,
    pub job: Option<JobId>,
    pub trigger: Trigger,
    pub state: BackupState,
    /// The name of the file in the backup directory; empty before there is one.
    pub file: String,
    pub size_bytes: Option<u64>,
    pub sha256: Option<Vec<u8>>,
    /// The public key that it was encrypted for.
    pub recipient: String,
    pub server_version: String,
    /// The moment whose data it holds.
    pub snapshot_at: Option<DateTime<Utc>>,
    pub actor_label: String,
    pub failure: Option<Failure>,
    /// What the tool said about it.
    pub detail: Option<String>,
    pub started_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    pub expired_at: Option<DateTime<Utc>>,
    /// When a restore drill of it last passed.
    pub proven_at: Option<DateTime<Utc>>,
    pub progress: Progress,
}

impl Backup {
    /// The SHA-256 of the file as `sha256sum` prints it.
    #[must_use]
    pub fn sha256_hex(&self) -> Option<String> {
        self.sha256.as_ref().map(hex::encode)
    }
}

#[derive(sqlx::FromRow)]
struct BackupRow {
    id: Uuid,
    job_id: Option<Uuid>,
    trigger: String,
    state: String,
    file: String,
    size_bytes: Option<i64>,
    sha256: Option<Vec<u8>>,
    recipient: String,
    server_version: String,
    snapshot_at: Option<DateTime<Utc>>,
    actor_label: String,
    failure: Option<String>,
    detail: Option<String>,
    started_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
    expired_at: Option<DateTime<Utc>>,
    proven_at: Option<DateTime<Utc>>,
    #[sqlx(flatten)]
    progress: ProgressRow,
}

impl From<BackupRow> for Backup {
    fn from(row: BackupRow) -> Self {
        Self {
            id: BackupId(row.id),
            job: row.job_id.map(JobId),
            // The database checks the stored forms; another release's are taken for the dullest.
            trigger: Trigger::parse(&row.trigger).unwrap_or(Trigger::Manual),
            state: BackupState::parse(&row.state).unwrap_or(BackupState::Failed),
            file: row.file,
            size_bytes: row.size_bytes.and_then(|size| u64::try_from(size).ok()),
            sha256: row.sha256,
            recipient: row.recipient,
            server_version: row.server_version,
            snapshot_at: row.snapshot_at,
            actor_label: row.actor_label,
            failure: row.failure.as_deref().and_then(Failure::parse),
            detail: row.detail,
            started_at: row.started_at,
            finished_at: row.finished_at,
            expired_at: row.expired_at,
            proven_at: row.proven_at,
            progress: row.progress.into_progress(),
        }
    }
}

macro_rules! select_backups {
    ($rest:literal) => {
        concat!(
            "SELECT b.id, b.job_id, b.trigger, b.state, b.file, b.size_bytes, b.sha256, b.recipient, b.server_version,
                 b.snapshot_at, b.actor_label, b.failure, b.detail, b.started_at, b.finished_at, b.expired_at,
                 (SELECT max(d.finished_at) FROM restore_drills d WHERE d.backup_id = b.id AND d.state = 'passed')
                     AS proven_at,
                 j.state AS job_state, j.progress_percent, j.progress_step, j.cancel_requested
             FROM backups b LEFT JOIN jobs j ON j.id = b.job_id ",
            $rest
        )
    };
}

pub async fn find_backup(pool: &PgPool, id: BackupId) -> Result<Option<Backup>> {
    let row: Option<BackupRow> = sqlx::query_as(select_backups!("WHERE b.id = $1"))
        .bind(id.0)
        .fetch_optional(pool)
        .await?;
    Ok(row.map(Backup::from))
}

/// The newest backups, or those before one that was shown.
pub async fn list_backups(pool: &PgPool, before: Option<BackupId>, limit: i64) -> Result<Vec<Backup>> {
    let rows: Vec<BackupRow> = sqlx::query_as(select_backups!(
        "WHERE $1::uuid IS NULL OR (b.started_at, b.id) < (SELECT started_at, id FROM backups WHERE id = $1)
         ORDER BY b.started_at DESC, b.id DESC LIMIT $2"
    ))
    .bind(before.map(|id| id.0))
    .bind(limit)
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Backup::from).collect())
}

/// The newest backup in a state.
pub async fn newest_backup(pool: &PgPool, state: BackupState) -> Result<Option<Backup>> {
    let row: Option<BackupRow> = sqlx::query_as(select_backups!(
        "WHERE b.state = $1 ORDER BY b.started_at DESC, b.id DESC LIMIT 1"
    ))
    .bind(state.as_str())
    .fetch_optional(pool)
    .await?;
    Ok(row.map(Backup::from))
}

/// The newest run that has ended.
pub async fn newest_ended(pool: &PgPool) -> Result<Option<Backup>> {
    let row: Option<BackupRow> = sqlx::query_as(select_backups!(
        "WHERE b.state <> 'running' ORDER BY b.started_at DESC, b.id DESC LIMIT 1"
    ))
    .fetch_optional(pool)
    .await?;
    Ok(row.map(Backup::from))
}

pub async fn facts_of(pool: &PgPool, id: BackupId) -> Result<Option<Facts>> {
    let facts: Option<Json<Facts>> = sqlx::query_scalar("SELECT facts FROM backups WHERE id = $1")
        .bind(id.0)
        .fetch_one(pool)
        .await?;
    Ok(facts.map(|Json(facts)| facts))
}

/// How many files are stored, and their bytes.
pub async fn stored_sum(pool: &PgPool) -> Result<(i64, i64)> {
    Ok(
        sqlx::query_as("SELECT count(*), coalesce(sum(size_bytes), 0)::bigint FROM backups WHERE state = 'stored'")
            .fetch_one(pool)
            .await?,
    )
}

pub async fn insert_backup(
    db: &mut PgConnection,
    id: BackupId,
    job: JobId,
    trigger: Trigger,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO backups (id, job_id, trigger, state, actor_label, started_at)
         VALUES ($1, $2, $3, 'running', $4, $5)",
    )
    .bind(id.0)
    .bind(job.0)
    .bind(trigger.as_str())
    .bind(actor)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// What a stored backup is.
pub struct Stored<'a> {
    pub file: &'a str,
    pub size_bytes: u64,
    pub sha256: &'a [u8],
    pub recipient: &'a str,
    pub server_version: &'a str,
    pub facts: &'a Facts,
    pub snapshot_at: DateTime<Utc>,
}

/// Ends a run well; `false` when it had ended already.
pub async fn store_backup(
    db: &mut PgConnection,
    id: BackupId,
    stored: &Stored<'_>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE backups SET state = 'stored', file = $2, size_bytes = $3, sha256 = $4, recipient = $5,
             server_version = $6, facts = $7, snapshot_at = $8, finished_at = $9
         WHERE id = $1 AND state = 'running'",
    )
    .bind(id.0)
    .bind(stored.file)
    .bind(i64::try_from(stored.size_bytes).unwrap_or(i64::MAX))
    .bind(stored.sha256)
    .bind(stored.recipient)
    .bind(stored.server_version)
    .bind(Json(stored.facts))
    .bind(stored.snapshot_at)
    .bind(now)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends a run without a file; `false` when it had ended already.
pub async fn end_backup(
    db: &mut PgConnection,
    id: BackupId,
    state: BackupState,
    failure: Option<(Failure, &str)>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE backups SET state = $2, failure = $3, detail = $4, finished_at = $5
         WHERE id = $1 AND state = 'running'",
    )
    .bind(id.0)
    .bind(state.as_str())
    .bind(failure.map(|(failure, _)| failure.as_str()))
    .bind(failure.map(|(_, detail)| detail))
    .bind(now)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that retention deleted a file.
pub async fn expire_backup(db: &mut PgConnection, id: BackupId, now: DateTime<Utc>) -> Result<bool> {
    let done = sqlx::query("UPDATE backups SET state = 'expired', expired_at = $2 WHERE id = $1 AND state = 'stored'")
        .bind(id.0)
        .bind(now)
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// What is stored and not being restored now: what retention may look at. Each with its file.
pub async fn held(db: &mut PgConnection) -> Result<Vec<(Held, String)>> {
    let rows: Vec<(Uuid, DateTime<Utc>, bool, String)> = sqlx::query_as(
        "SELECT b.id, coalesce(b.snapshot_at, b.started_at),
             EXISTS (SELECT FROM restore_drills d WHERE d.backup_id = b.id AND d.state = 'passed'), b.file
         FROM backups b WHERE b.state = 'stored'
           AND NOT EXISTS (SELECT FROM restore_drills d WHERE d.backup_id = b.id AND d.state = 'running')",
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, at, proven, file)| {
            (
                Held {
                    id: BackupId(id),
                    at,
                    proven,
                },
                file,
            )
        })
        .collect())
}

/// The runs that began since a moment, for the schedule.
pub async fn runs_since(db: &mut PgConnection, since: DateTime<Utc>) -> Result<Vec<Run>> {
    let rows: Vec<(DateTime<Utc>, String)> =
        sqlx::query_as("SELECT started_at, state FROM backups WHERE started_at >= $1")
            .bind(since)
            .fetch_all(db)
            .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(started_at, state)| {
            Some(Run {
                started_at,
                state: BackupState::parse(&state)?,
            })
        })
        .collect())
}

/// When the newest backup that was stored began, also when retention has deleted it since.
pub async fn last_stored_at(pool: &PgPool) -> Result<Option<DateTime<Utc>>> {
    Ok(
        sqlx::query_scalar("SELECT max(started_at) FROM backups WHERE state IN ('stored', 'expired')")
            .fetch_one(pool)
            .await?,
    )
}
