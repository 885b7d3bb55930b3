use crate::Result;
use arkan_domain::ids::{EnvironmentId, ProjectId};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The environments in which no contexts are kept.
pub async fn not_kept(pool: &PgPool) -> Result<HashSet<EnvironmentId>> {
    let ids: Vec<Uuid> = sqlx::query_scalar("SELECT environment_id FROM flag_sampling WHERE NOT kept")
        .fetch_all(pool)
        .await?;
    Ok(ids.into_iter().map(EnvironmentId).collect())
}

/// Whether contexts are kept in an environment; it stays so until the transaction ends.
pub async fn lock_kept(db: &mut PgConnection, environment: EnvironmentId) -> Result<bool> {
    sqlx::query("SELECT FROM environments WHERE id = $1 FOR SHARE")
        .bind(environment.0)
        .execute(&mut *db)
        .await?;
    let kept: Option<bool> = sqlx::query_scalar("SELECT kept FROM flag_sampling WHERE environment_id = $1")
        .bind(environment.0)
        .fetch_optional(db)
        .await?;
    Ok(kept.unwrap_or(true))
}

/// Says whether contexts are kept in an environment from now on. Waits for those who are writing some. False when it
/// was so before.
pub async fn set_kept(
    db: &mut PgConnection,
    environment: EnvironmentId,
    kept: bool,
    now: DateTime<Utc>,
    by: &str,
) -> Result<bool> {
    sqlx::query("SELECT FROM environments WHERE id = $1 FOR NO KEY UPDATE")
        .bind(environment.0)
        .execute(&mut *db)
        .await?;
    let before: Option<bool> = sqlx::query_scalar("SELECT kept FROM flag_sampling WHERE environment_id = $1")
        .bind(environment.0)
        .fetch_optional(&mut *db)
        .await?;
    if before.unwrap_or(true) == kept {
        return Ok(false);
    }
    sqlx::query(
        "INSERT INTO flag_sampling (environment_id, kept, changed_at, changed_by) VALUES ($1, $2, $3, $4)
         ON CONFLICT (environment_id) DO UPDATE
         SET kept = excluded.kept, changed_at = excluded.changed_at, changed_by = excluded.changed_by",
    )
    .bind(environment.0)
    .bind(kept)
    .bind(now)
    .bind(by)
    .execute(db)
    .await?;
    Ok(true)
}

/// How many contexts are stored for each environment of a project.
pub async fn counts(pool: &PgPool, project: ProjectId) -> Result<HashMap<EnvironmentId, u64>> {
    let rows: Vec<(Uuid, i32)> = sqlx::query_as(
        "SELECT environment_id, contexts FROM flag_contexts JOIN environments ON environments.id = environment_id
         WHERE project_id = $1",
    )
    .bind(project.0)
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(environment, count)| (EnvironmentId(environment), u64::from(count.unsigned_abs())))
        .collect())
}

/// The contexts of an environment of a project, sealed.
pub async fn sealed(pool: &PgPool, project: ProjectId, environment: EnvironmentId) -> Result<Option<Vec<u8>>> {
    Ok(sqlx::query_scalar(
        "SELECT sealed FROM flag_contexts JOIN environments ON environments.id = environment_id
         WHERE environment_id = $1 AND project_id = $2",
    )
    .bind(environment.0)
    .bind(project.0)
    .fetch_optional(pool)
    .await?)
}

/// The contexts of an environment, sealed, held until the transaction ends.
pub async fn lock(db: &mut PgConnection, environment: EnvironmentId) -> Result<Option<Vec<u8>>> {
    Ok(
        sqlx::query_scalar("SELECT sealed FROM flag_contexts WHERE environment_id = $1 FOR UPDATE")
            .bind(environment.0)
            .fetch_optional(db)
            .await?,
    )
}

/// Whether one of an environment's contexts was drawn at this moment or before.
pub async fn expires(pool: &PgPool, environment: EnvironmentId, until: DateTime<Utc>) -> Result<bool> {
    Ok(
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM flag_contexts WHERE environment_id = $1 AND oldest_at <= $2)")
            .bind(environment.0)
            .bind(until)
            .fetch_one(pool)
            .await?,
    )
}

/// Two replicas that write the first contexts at the same moment: the later ones stay, the others ask again.
pub async fn store(
    db: &mut PgConnection,
    environment: EnvironmentId,
    sealed: &[u8],
    contexts: i32,
    oldest: DateTime<Utc>,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO flag_contexts (environment_id, sealed, contexts, oldest_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (environment_id) DO UPDATE
         SET sealed = excluded.sealed, contexts = excluded.contexts, oldest_at = excluded.oldest_at",
    )
    .bind(environment.0)
    .bind(sealed)
    .bind(contexts)
    .bind(oldest)
    .execute(db)
    .await?;
    Ok(())
}

pub async fn remove(db: &mut PgConnection, environment: EnvironmentId) -> Result<()> {
    sqlx::query("DELETE FROM flag_contexts WHERE environment_id = $1")
        .bind(environment.0)
        .execute(db)
        .await?;
    Ok(())
}
