use crate::Result;
use arkan_domain::{
    flags::{FlagKind, Setting},
    ids::{EnvironmentId, FlagId, ProjectId},
};
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use std::collections::HashMap;
use uuid::Uuid;

/// A flag as one environment's engine needs it.
#[derive(Clone, Debug)]
pub struct StateRow {
    pub id: FlagId,
    pub key: String,
    pub kind: FlagKind,
    pub setting: Setting,
    pub strategies: Value,
    pub variants: Value,
    pub prerequisites: Vec<Prerequisite>,
}

/// A flag that another needs, and what it must be.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Prerequisite {
    pub key: String,
    pub enabled: bool,
    /// Which of its variants will do; empty for any.
    pub variants: Vec<String>,
}

/// A segment as the engine needs it.
#[derive(Clone, Debug)]
pub struct SegmentRow {
    pub id: i32,
    pub key: String,
    pub constraints: Value,
}

/// Everything that one environment's engine is compiled from, read at one moment.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    pub revision: i64,
    pub flags: Vec<StateRow>,
    pub segments: Vec<SegmentRow>,
}

/// Every environment with its revision; 0 before the first change.
pub async fn revisions(pool: &PgPool) -> Result<Vec<(ProjectId, EnvironmentId, i64)>> {
    let rows: Vec<(Uuid, Uuid, i64)> = sqlx::query_as(
        "SELECT environments.project_id, environments.id, coalesce(flag_revisions.revision, 0)
         FROM environments LEFT JOIN flag_revisions ON flag_revisions.environment_id = environments.id",
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(project, environment, revision)| (ProjectId(project), EnvironmentId(environment), revision))
        .collect())
}

/// The next revision of an environment. Held until the transaction ends, so that revisions appear in order.
pub async fn bump(db: &mut PgConnection, environment: EnvironmentId) -> Result<()> {
    sqlx::query(
        "INSERT INTO flag_revisions (environment_id, revision) VALUES ($1, 1)
         ON CONFLICT (environment_id) DO UPDATE SET revision = flag_revisions.revision + 1",
    )
    .bind(environment.0)
    .execute(db)
    .await?;
    Ok(())
}

/// The live flags of an environment, the segments that they may name, and the revision that they are.
pub async fn load(pool: &PgPool, environment: EnvironmentId) -> Result<Loaded> {
    let mut tx = pool.begin().await?;
    sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        .execute(&mut *tx)
        .await?;
    let revision: Option<i64> = sqlx::query_scalar("SELECT revision FROM flag_revisions WHERE environment_id = $1")
        .bind(environment.0)
        .fetch_optional(&mut *tx)
        .await?;
    let rows: Vec<(Uuid, String, String, bool, bool, Value, Value)> = sqlx::query_as(
        "SELECT flags.id, flags.key, flags.kind, state.enabled, state.killed_at IS NOT NULL, state.strategies,
                state.variants
         FROM flag_environments state JOIN flags ON flags.id = state.flag_id
         WHERE state.environment_id = $1 AND flags.archived_at IS NULL",
    )
    .bind(environment.0)
    .fetch_all(&mut *tx)
    .await?;
    let mut prerequisites = prerequisites(&mut tx, environment).await?;
    let segments: Vec<(i32, String, Value)> = sqlx::query_as(
        "SELECT segments.id, segments.key, segments.constraints
         FROM segments JOIN environments ON environments.project_id = segments.project_id
         WHERE environments.id = $1 ORDER BY segments.id",
    )
    .bind(environment.0)
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    let flags = rows
        .into_iter()
        .map(|(id, key, kind, enabled, killed, strategies, variants)| StateRow {
            id: FlagId(id),
            key,
            kind: FlagKind::parse(&kind).unwrap_or(FlagKind::Release),
            setting: Setting::read(enabled, killed, &strategies, &variants),
            strategies,
            variants,
            prerequisites: prerequisites.remove(&id).unwrap_or_default(),
        })
        .collect();
    let segments = segments
        .into_iter()
        .map(|(id, key, constraints)| SegmentRow { id, key, constraints })
        .collect();
    Ok(Loaded {
        revision: revision.unwrap_or_default(),
        flags,
        segments,
    })
}

async fn prerequisites(db: &mut PgConnection, environment: EnvironmentId) -> Result<HashMap<Uuid, Vec<Prerequisite>>> {
    let rows: Vec<(Uuid, String, bool, Vec<String>)> = sqlx::query_as(
        "SELECT needs.flag_id, parent.key, needs.enabled, needs.variants
         FROM flag_prerequisites needs JOIN flags parent ON parent.id = needs.parent_id
         JOIN environments ON environments.project_id = parent.project_id
         WHERE environments.id = $1 ORDER BY parent.key",
    )
    .bind(environment.0)
    .fetch_all(db)
    .await?;
    let mut found: HashMap<Uuid, Vec<Prerequisite>> = HashMap::new();
    for (flag, key, enabled, variants) in rows {
        found
            .entry(flag)
            .or_default()
            .push(Prerequisite { key, enabled, variants });
    }
    Ok(found)
}
