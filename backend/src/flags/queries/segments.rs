use crate::Result;
use arkan_domain::{
    flags::Constraint,
    ids::{EnvironmentId, ProjectId},
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::{PgConnection, PgPool, types::Json};

/// Constraints with a name, for many flags.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Segment {
    /// What the protocol calls it.
    pub id: i32,
    pub key: String,
    pub description: String,
    pub constraints: Json<Vec<Constraint>>,
    pub updated_at: DateTime<Utc>,
    pub version: i32,
}

const COLUMNS: &str = "id, key, description, constraints, updated_at, version";

/// The segments of a project, by key.
pub async fn segments(pool: &PgPool, project: ProjectId) -> Result<Vec<Segment>> {
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM segments WHERE project_id = $1 ORDER BY key"
    )))
    .bind(project.0)
    .fetch_all(pool)
    .await?)
}

pub async fn lock_segment(db: &mut PgConnection, project: ProjectId, id: i32) -> Result<Option<Segment>> {
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM segments WHERE project_id = $1 AND id = $2 FOR UPDATE"
    )))
    .bind(project.0)
    .bind(id)
    .fetch_optional(db)
    .await?)
}

pub async fn insert_segment(db: &mut PgConnection, project: ProjectId, segment: &Segment) -> Result<i32> {
    Ok(sqlx::query_scalar(
        "INSERT INTO segments (project_id, key, description, constraints, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $5) RETURNING id",
    )
    .bind(project.0)
    .bind(&segment.key)
    .bind(&segment.description)
    .bind(&segment.constraints)
    .bind(segment.updated_at)
    .fetch_one(db)
    .await?)
}

pub async fn update_segment(db: &mut PgConnection, segment: &Segment) -> Result<()> {
    sqlx::query(
        "UPDATE segments SET key = $2, description = $3, constraints = $4, updated_at = $5, version = version + 1
         WHERE id = $1",
    )
    .bind(segment.id)
    .bind(&segment.key)
    .bind(&segment.description)
    .bind(&segment.constraints)
    .bind(segment.updated_at)
    .execute(db)
    .await?;
    Ok(())
}

pub async fn delete_segment(db: &mut PgConnection, id: i32) -> Result<()> {
    sqlx::query("DELETE FROM segments WHERE id = $1")
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}

/// Which flags of a project name a segment, and in which environments: flag's key, environment.
pub async fn segment_users(db: &mut PgConnection, project: ProjectId, id: i32) -> Result<Vec<(String, EnvironmentId)>> {
    let rows: Vec<(String, uuid::Uuid)> = sqlx::query_as(
        "SELECT flags.key, state.environment_id
         FROM flag_environments state JOIN flags ON flags.id = state.flag_id
         WHERE flags.project_id = $1
           AND state.strategies @> jsonb_build_array(jsonb_build_object('segments', jsonb_build_array($2::int)))
         ORDER BY flags.key, state.environment_id",
    )
    .bind(project.0)
    .bind(id)
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|(key, id)| (key, EnvironmentId(id))).collect())
}
