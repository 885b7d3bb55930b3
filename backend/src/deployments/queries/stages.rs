use crate::{Result, deployments::Stage};
use arkan_domain::ids::{EnvironmentId, ProjectId, StageId};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

macro_rules! select_stages {
    ($rest:literal) => {
        concat!(
            "SELECT s.*, e.key AS environment_key, e.name AS environment_name, e.production
             FROM stages s JOIN environments e ON e.id = s.environment_id ",
            $rest
        )
    };
}

/// A project's stages in order.
pub async fn all(pool: &PgPool, project: ProjectId) -> Result<Vec<Stage>> {
    Ok(
        sqlx::query_as(select_stages!("WHERE s.project_id = $1 ORDER BY s.position"))
            .bind(project.0)
            .fetch_all(pool)
            .await?,
    )
}

/// Locks a stage and the one before it until the transaction ends, then reads them: the stage first.
///
/// Everybody locks from the end of the pipeline to its beginning, so that no two wait for each other.
pub async fn lock(db: &mut PgConnection, project: ProjectId, key: &str) -> Result<(Option<Stage>, Option<Stage>)> {
    sqlx::query(
        "SELECT id FROM stages
         WHERE project_id = $1
           AND position <= (SELECT position FROM stages WHERE project_id = $1 AND key = $2)
         ORDER BY position DESC LIMIT 2 FOR UPDATE",
    )
    .bind(project.0)
    .bind(key)
    .execute(&mut *db)
    .await?;
    let stage: Option<Stage> = sqlx::query_as(select_stages!("WHERE s.project_id = $1 AND s.key = $2"))
        .bind(project.0)
        .bind(key)
        .fetch_optional(&mut *db)
        .await?;
    let Some(stage) = stage else { return Ok((None, None)) };
    let previous = sqlx::query_as(select_stages!(
        "WHERE s.project_id = $1 AND s.position < $2 ORDER BY s.position DESC LIMIT 1"
    ))
    .bind(project.0)
    .bind(stage.position)
    .fetch_optional(db)
    .await?;
    Ok((Some(stage), previous))
}

/// Locks all stages of a project, for a change of their order.
pub async fn lock_all(db: &mut PgConnection, project: ProjectId) -> Result<Vec<StageId>> {
    let ids: Vec<Uuid> =
        sqlx::query_scalar("SELECT id FROM stages WHERE project_id = $1 ORDER BY position DESC FOR UPDATE")
            .bind(project.0)
            .fetch_all(db)
            .await?;
    Ok(ids.into_iter().rev().map(StageId).collect())
}

/// Adds a stage behind all others of its project.
pub async fn append(
    db: &mut PgConnection,
    id: StageId,
    project: ProjectId,
    environment: EnvironmentId,
    (key, name): (&str, &str),
) -> Result<()> {
    sqlx::query(
        "INSERT INTO stages (id, project_id, environment_id, key, name, position)
         VALUES ($1, $2, $3, $4, $5, (SELECT coalesce(max(position), -1) + 1 FROM stages WHERE project_id = $2))",
    )
    .bind(id.0)
    .bind(project.0)
    .bind(environment.0)
    .bind(key)
    .bind(name)
    .execute(db)
    .await?;
    Ok(())
}

/// The environments of a project that no stage stands for, in order: id, key and name.
pub async fn missing(db: &mut PgConnection, project: ProjectId) -> Result<Vec<(Uuid, String, String)>> {
    Ok(sqlx::query_as(
        "SELECT e.id, e.key, e.name FROM environments e
         WHERE e.project_id = $1
           AND NOT EXISTS (SELECT FROM stages s WHERE s.project_id = $1 AND (s.environment_id = e.id OR s.key = e.key))
         ORDER BY e.position",
    )
    .bind(project.0)
    .fetch_all(db)
    .await?)
}

/// Counts a movement, so that who looked before it is told.
pub async fn bump(db: &mut PgConnection, id: StageId) -> Result<()> {
    sqlx::query("UPDATE stages SET version = version + 1 WHERE id = $1")
        .bind(id.0)
        .execute(db)
        .await?;
    Ok(())
}

/// Writes or lifts a hold.
pub async fn set_hold(db: &mut PgConnection, id: StageId, hold: Option<(DateTime<Utc>, &str, &str)>) -> Result<()> {
    sqlx::query("UPDATE stages SET held_at = $2, held_by = $3, hold_reason = $4, version = version + 1 WHERE id = $1")
        .bind(id.0)
        .bind(hold.map(|hold| hold.0))
        .bind(hold.map(|hold| hold.1))
        .bind(hold.map(|hold| hold.2))
        .execute(db)
        .await?;
    Ok(())
}

pub async fn rename(db: &mut PgConnection, id: StageId, name: &str) -> Result<()> {
    sqlx::query("UPDATE stages SET name = $2, version = version + 1 WHERE id = $1")
        .bind(id.0)
        .bind(name)
        .execute(db)
        .await?;
    Ok(())
}

/// Numbers the stages in this order, in one statement: the constraint on positions is checked at its end.
pub async fn reorder(db: &mut PgConnection, order: &[StageId]) -> Result<()> {
    let ids: Vec<Uuid> = order.iter().map(|id| id.0).collect();
    sqlx::query(
        "UPDATE stages SET position = o.place::int - 1
         FROM unnest($1::uuid[]) WITH ORDINALITY AS o(id, place)
         WHERE stages.id = o.id",
    )
    .bind(ids)
    .execute(db)
    .await?;
    Ok(())
}

pub async fn delete(db: &mut PgConnection, id: StageId) -> Result<()> {
    sqlx::query("DELETE FROM stages WHERE id = $1")
        .bind(id.0)
        .execute(db)
        .await?;
    Ok(())
}
