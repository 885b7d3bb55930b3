use super::{Progress, ProgressRow};
use crate::{Result, backups::facts::Evidence};
use arkan_domain::{
    backups::{DrillState, Failure, Trigger},
    ids::{BackupId, DrillId, JobId},
};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool, types::Json};
use uuid::Uuid;

/// A restore drill: a run that restored, restores or failed to restore one backup.
#[derive(Clone, Debug)]
pub struct Drill {
    pub id: DrillId,
    pub backup: BackupId,
    pub job: Option<JobId>,
    pub trigger: Trigger,
    pub state: DrillState,
    pub failure: Option<Failure>,
    /// What the tool said about it.
    pub detail: Option<String>,
    pub evidence: Evidence,
    /// From the file to a database that answers, in seconds.
    pub restore_seconds: Option<f64>,
    pub actor_label: String,
    pub started_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    /// The moment whose data the backup holds.
    pub snapshot_at: Option<DateTime<Utc>>,
    pub progress: Progress,
}

#[derive(sqlx::FromRow)]
struct DrillRow {
    id: Uuid,
    backup_id: Uuid,
    job_id: Option<Uuid>,
    trigger: String,
    state: String,
    failure: Option<String>,
    detail: Option<String>,
    evidence: serde_json::Value,
    restore_seconds: Option<f64>,
    actor_label: String,
    started_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
    snapshot_at: Option<DateTime<Utc>>,
    #[sqlx(flatten)]
    progress: ProgressRow,
}

impl From<DrillRow> for Drill {
    fn from(row: DrillRow) -> Self {
        Self {
            id: DrillId(row.id),
            backup: BackupId(row.backup_id),
            job: row.job_id.map(JobId),
            trigger: Trigger::parse(&row.trigger).unwrap_or(Trigger::Manual),
            state: DrillState::parse(&row.state).unwrap_or(DrillState::Failed),
            failure: row.failure.as_deref().and_then(Failure::parse),
            detail: row.detail,
            evidence: serde_json::from_value(row.evidence).unwrap_or_default(),
            restore_seconds: row.restore_seconds,
            actor_label: row.actor_label,
            started_at: row.started_at,
            finished_at: row.finished_at,
            snapshot_at: row.snapshot_at,
            progress: row.progress.into_progress(),
        }
    }
}

macro_rules! select_drills {
    ($rest:literal) => {
        concat!(
            "SELECT d.*, b.snapshot_at, j.state AS job_state, j.progress_percent, j.progress_step, j.cancel_requested
             FROM restore_drills d JOIN backups b ON b.id = d.backup_id LEFT JOIN jobs j ON j.id = d.job_id ",
            $rest
        )
    };
}

pub async fn find_drill(pool: &PgPool, id: DrillId) -> Result<Option<Drill>> {
    let row: Option<DrillRow> = sqlx::query_as(select_drills!("WHERE d.id = $1"))
        .bind(id.0)
        .fetch_optional(pool)
        .await?;
    Ok(row.map(Drill::from))
}

/// The newest drills, of one backup or of all.
pub async fn list_drills(pool: &PgPool, backup: Option<BackupId>, limit: i64) -> Result<Vec<Drill>> {
    let rows: Vec<DrillRow> = sqlx::query_as(select_drills!(
        "WHERE $1::uuid IS NULL OR d.backup_id = $1 ORDER BY d.started_at DESC, d.id DESC LIMIT $2"
    ))
    .bind(backup.map(|id| id.0))
    .bind(limit)
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Drill::from).collect())
}

/// The drill that passed last.
pub async fn last_passed(pool: &PgPool) -> Result<Option<Drill>> {
    let row: Option<DrillRow> = sqlx::query_as(select_drills!(
        "WHERE d.state = 'passed' ORDER BY d.finished_at DESC LIMIT 1"
    ))
    .fetch_optional(pool)
    .await?;
    Ok(row.map(Drill::from))
}

/// The drill that is at work.
pub async fn running_drill(pool: &PgPool) -> Result<Option<Drill>> {
    let row: Option<DrillRow> = sqlx::query_as(select_drills!(
        "WHERE d.state = 'running' ORDER BY d.started_at DESC LIMIT 1"
    ))
    .fetch_optional(pool)
    .await?;
    Ok(row.map(Drill::from))
}

pub async fn insert_drill(
    db: &mut PgConnection,
    (id, backup, job): (DrillId, BackupId, JobId),
    trigger: Trigger,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO restore_drills (id, backup_id, job_id, trigger, state, actor_label, started_at)
         VALUES ($1, $2, $3, $4, 'running', $5, $6)",
    )
    .bind(id.0)
    .bind(backup.0)
    .bind(job.0)
    .bind(trigger.as_str())
    .bind(actor)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// How a drill ended.
pub struct Ended<'a> {
    pub state: DrillState,
    pub failure: Option<(Failure, &'a str)>,
    pub evidence: &'a Evidence,
    pub restore_seconds: Option<f64>,
}

/// Ends a drill; `false` when it had ended already.
pub async fn end_drill(db: &mut PgConnection, id: DrillId, ended: &Ended<'_>, now: DateTime<Utc>) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE restore_drills SET state = $2, failure = $3, detail = $4, evidence = $5, restore_seconds = $6,
             finished_at = $7
         WHERE id = $1 AND state = 'running'",
    )
    .bind(id.0)
    .bind(ended.state.as_str())
    .bind(ended.failure.map(|(failure, _)| failure.as_str()))
    .bind(ended.failure.map(|(_, detail)| detail))
    .bind(Json(ended.evidence))
    .bind(ended.restore_seconds)
    .bind(now)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}
