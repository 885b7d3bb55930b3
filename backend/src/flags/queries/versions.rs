use super::FlagState;
use crate::Result;
use arkan_domain::{
    flags::Draft,
    ids::{EnvironmentId, FlagId},
};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool, types::Json};

/// What a flag was set to in an environment, from one change to the next.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct FlagVersion {
    #[sqlx(try_from = "uuid::Uuid")]
    pub environment_id: EnvironmentId,
    pub version: i32,
    pub draft: Json<Draft>,
    pub killed: bool,
    /// The audit's word for the change.
    pub action: String,
    pub reason: String,
    pub actor_label: String,
    pub at: DateTime<Utc>,
}

const COLUMNS: &str = "environment_id, version, draft, killed, action, reason, actor_label, at";

pub async fn insert_version(
    db: &mut PgConnection,
    state: &FlagState,
    action: &str,
    reason: &str,
    actor: &str,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO flag_versions (flag_id, environment_id, version, draft, killed, action, reason, actor_label, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(state.flag_id.0)
    .bind(state.environment_id.0)
    .bind(state.version)
    .bind(Json(state.draft()))
    .bind(state.setting.killed)
    .bind(action)
    .bind(reason)
    .bind(actor)
    .bind(state.updated_at)
    .execute(db)
    .await?;
    Ok(())
}

/// The versions of a flag in one environment, newest first, from below `before` on.
pub async fn versions(
    pool: &PgPool,
    flag: FlagId,
    environment: EnvironmentId,
    before: Option<i32>,
    limit: i64,
) -> Result<Vec<FlagVersion>> {
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM flag_versions
         WHERE flag_id = $1 AND environment_id = $2 AND ($3::int IS NULL OR version < $3)
         ORDER BY version DESC LIMIT $4"
    )))
    .bind(flag.0)
    .bind(environment.0)
    .bind(before)
    .bind(limit)
    .fetch_all(pool)
    .await?)
}

/// One version; none when it was never made.
pub async fn version(
    pool: &PgPool,
    flag: FlagId,
    environment: EnvironmentId,
    version: i32,
) -> Result<Option<FlagVersion>> {
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM flag_versions WHERE flag_id = $1 AND environment_id = $2 AND version = $3"
    )))
    .bind(flag.0)
    .bind(environment.0)
    .bind(version)
    .fetch_optional(pool)
    .await?)
}
