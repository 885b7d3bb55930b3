use crate::Result;
use arkan_domain::{
    flags::{Rollout, Setting},
    ids::{EnvironmentId, FlagId, ProjectId},
};
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// A flag as one environment's engine needs it.
pub struct StateRow {
    pub id: FlagId,
    pub key: String,
    pub setting: Setting,
    pub strategies: Value,
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

/// The live flags of an environment and the revision that they are, read at one moment.
pub async fn load(pool: &PgPool, environment: EnvironmentId) -> Result<(i64, Vec<StateRow>)> {
    let mut tx = pool.begin().await?;
    sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        .execute(&mut *tx)
        .await?;
    let revision: Option<i64> = sqlx::query_scalar("SELECT revision FROM flag_revisions WHERE environment_id = $1")
        .bind(environment.0)
        .fetch_optional(&mut *tx)
        .await?;
    let rows: Vec<(Uuid, String, bool, bool, Value)> = sqlx::query_as(
        "SELECT flags.id, flags.key, state.enabled, state.killed_at IS NOT NULL, state.strategies
         FROM flag_environments state JOIN flags ON flags.id = state.flag_id
         WHERE state.environment_id = $1 AND flags.archived_at IS NULL",
    )
    .bind(environment.0)
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    let rows = rows
        .into_iter()
        .map(|(id, key, enabled, killed, strategies)| StateRow {
            id: FlagId(id),
            key,
            setting: Setting {
                enabled,
                killed,
                rollout: Rollout::from_strategies(&strategies),
            },
            strategies,
        })
        .collect();
    Ok((revision.unwrap_or_default(), rows))
}
