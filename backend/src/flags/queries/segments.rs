use crate::Result;
use arkan_domain::{
    flags::Constraint,
    ids::{EnvironmentId, ProjectId},
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::{PgConnection, PgPool, types::Json};
use std::collections::HashMap;

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

/// A flag that a segment decides in one environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentUser {
    pub key: String,
    pub environment: EnvironmentId,
    /// Whether nobody is asked about the flag any more; it may be restored.
    pub archived: bool,
}

/// How much a segment decides, archived flags left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SegmentReach {
    pub flags: u64,
    pub environments: u64,
}

/// Which flags of a project name a segment, and in which environments, by key.
pub async fn segment_users(db: &mut PgConnection, project: ProjectId, id: i32) -> Result<Vec<SegmentUser>> {
    let rows: Vec<(String, uuid::Uuid, bool)> = sqlx::query_as(
        "SELECT flags.key, state.environment_id, flags.archived_at IS NOT NULL
         FROM flag_environments state JOIN flags ON flags.id = state.flag_id
         WHERE flags.project_id = $1
           AND state.strategies @> jsonb_build_array(jsonb_build_object('segments', jsonb_build_array($2::int)))
         ORDER BY flags.key, state.environment_id",
    )
    .bind(project.0)
    .bind(id)
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(key, id, archived)| SegmentUser {
            key,
            environment: EnvironmentId(id),
            archived,
        })
        .collect())
}

/// How much each segment of a project decides, by the segment's id; those that decide nothing are left out.
pub async fn segment_reach(pool: &PgPool, project: ProjectId) -> Result<HashMap<i32, SegmentReach>> {
    let rows: Vec<(i32, i64, i64)> = sqlx::query_as(
        "SELECT named.id::int, count(DISTINCT state.flag_id), count(DISTINCT state.environment_id)
         FROM flags JOIN flag_environments state ON state.flag_id = flags.id
         CROSS JOIN LATERAL jsonb_path_query(state.strategies, '$[*].segments[*]') AS named (id)
         WHERE flags.project_id = $1 AND flags.archived_at IS NULL
         GROUP BY 1",
    )
    .bind(project.0)
    .fetch_all(pool)
    .await?;
    let count = |number: i64| u64::try_from(number).unwrap_or_default();
    Ok(rows
        .into_iter()
        .map(|(id, flags, environments)| {
            let reach = SegmentReach {
                flags: count(flags),
                environments: count(environments),
            };
            (id, reach)
        })
        .collect())
}
