use crate::{Result, deployments::Run};
use arkan_domain::{
    deployments::RunKind,
    ids::{ProjectId, ReleaseId, StageId, StageRunId},
};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

macro_rules! select_runs {
    ($rest:literal) => {
        concat!(
            "SELECT run.id, run.stage_id, s.key AS stage_key, s.name AS stage_name, run.release_id, r.version,
                    r.commit, run.kind, run.actor_label, run.reason, run.started_at, run.ended_at,
                    old.version AS replaces
             FROM stage_runs run
             JOIN stages s ON s.id = run.stage_id
             JOIN releases r ON r.id = run.release_id
             LEFT JOIN stage_runs replaced ON replaced.id = run.replaces_id
             LEFT JOIN releases old ON old.id = replaced.release_id ",
            $rest
        )
    };
}

/// A run about to begin.
pub struct NewRun<'a> {
    pub id: StageRunId,
    pub stage: StageId,
    pub release: ReleaseId,
    pub kind: RunKind,
    pub from_stage: Option<StageId>,
    pub replaces: Option<StageRunId>,
    pub actor: &'a str,
    pub reason: &'a str,
}

/// What runs in a project's stages. Reads `stage_runs_current`.
pub async fn current_of_project(pool: &PgPool, project: ProjectId) -> Result<Vec<Run>> {
    Ok(
        sqlx::query_as(select_runs!("WHERE s.project_id = $1 AND run.ended_at IS NULL"))
            .bind(project.0)
            .fetch_all(pool)
            .await?,
    )
}

/// What runs in a stage.
pub async fn current(db: &mut PgConnection, stage: StageId) -> Result<Option<Run>> {
    Ok(
        sqlx::query_as(select_runs!("WHERE run.stage_id = $1 AND run.ended_at IS NULL"))
            .bind(stage.0)
            .fetch_optional(db)
            .await?,
    )
}

/// Ends what runs and begins the new run.
pub async fn replace(db: &mut PgConnection, now: DateTime<Utc>, run: NewRun<'_>) -> Result<()> {
    sqlx::query("UPDATE stage_runs SET ended_at = $2 WHERE stage_id = $1 AND ended_at IS NULL")
        .bind(run.stage.0)
        .bind(now)
        .execute(&mut *db)
        .await?;
    sqlx::query(
        "INSERT INTO stage_runs
             (id, stage_id, release_id, kind, from_stage_id, replaces_id, actor_label, reason, started_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(run.id.0)
    .bind(run.stage.0)
    .bind(run.release.0)
    .bind(run.kind.as_str())
    .bind(run.from_stage.map(|stage| stage.0))
    .bind(run.replaces.map(|run| run.0))
    .bind(run.actor)
    .bind(run.reason)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Whether a release ran in a stage before.
pub async fn ran_in(db: &mut PgConnection, stage: StageId, release: ReleaseId) -> Result<bool> {
    Ok(
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM stage_runs WHERE stage_id = $1 AND release_id = $2)")
            .bind(stage.0)
            .bind(release.0)
            .fetch_one(db)
            .await?,
    )
}

/// Whether anything ever ran in a stage.
pub async fn any_in(db: &mut PgConnection, stage: StageId) -> Result<bool> {
    Ok(
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM stage_runs WHERE stage_id = $1)")
            .bind(stage.0)
            .fetch_one(db)
            .await?,
    )
}

/// A stage's runs, newest first, or those older than `before`. Reads `stage_runs_history`.
pub async fn history(pool: &PgPool, stage: StageId, before: Option<StageRunId>, limit: i64) -> Result<Vec<Run>> {
    let Some(before) = before else {
        return Ok(sqlx::query_as(select_runs!(
            "WHERE run.stage_id = $1 ORDER BY run.started_at DESC, run.id DESC LIMIT $2"
        ))
        .bind(stage.0)
        .bind(limit)
        .fetch_all(pool)
        .await?);
    };
    Ok(sqlx::query_as(select_runs!(
        "WHERE run.stage_id = $1
           AND (run.started_at, run.id) < (SELECT started_at, id FROM stage_runs WHERE stage_id = $1 AND id = $2)
         ORDER BY run.started_at DESC, run.id DESC LIMIT $3"
    ))
    .bind(stage.0)
    .bind(before.0)
    .bind(limit)
    .fetch_all(pool)
    .await?)
}

/// Where and when a release ran, newest first. Reads `stage_runs_release`.
pub async fn of_release(pool: &PgPool, release: ReleaseId) -> Result<Vec<Run>> {
    Ok(sqlx::query_as(select_runs!(
        "WHERE run.release_id = $1 ORDER BY run.started_at DESC, run.id DESC LIMIT 200"
    ))
    .bind(release.0)
    .fetch_all(pool)
    .await?)
}

/// The last ended run of each release that ran in a stage, newest first, without the one that runs now.
pub async fn earlier(pool: &PgPool, stage: StageId, limit: i64) -> Result<Vec<Run>> {
    Ok(sqlx::query_as(select_runs!(
        "WHERE run.stage_id = $1 AND run.ended_at IS NOT NULL
           AND NOT EXISTS (SELECT FROM stage_runs later
                           WHERE later.stage_id = $1 AND later.release_id = run.release_id
                             AND (later.started_at, later.id) > (run.started_at, run.id))
         ORDER BY run.started_at DESC, run.id DESC LIMIT $2"
    ))
    .bind(stage.0)
    .bind(limit)
    .fetch_all(pool)
    .await?)
}
