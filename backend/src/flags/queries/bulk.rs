use super::Flag;
use crate::Result;
use arkan_domain::ids::{FlagId, ProjectId, UserId};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// Flags by their keys, held until the transaction ends; always locked in the same order.
pub async fn lock_many(db: &mut PgConnection, project: ProjectId, keys: &[String]) -> Result<Vec<Flag>> {
    Ok(
        sqlx::query_as("SELECT * FROM flags WHERE project_id = $1 AND key = ANY($2) ORDER BY id FOR UPDATE")
            .bind(project.0)
            .bind(keys)
            .fetch_all(db)
            .await?,
    )
}

/// Flags by their keys, in the order of the keys.
pub async fn by_keys(pool: &PgPool, project: ProjectId, keys: &[String]) -> Result<Vec<Flag>> {
    Ok(
        sqlx::query_as("SELECT * FROM flags WHERE project_id = $1 AND key = ANY($2) ORDER BY key")
            .bind(project.0)
            .bind(keys)
            .fetch_all(pool)
            .await?,
    )
}

/// Writes the owner of several flags.
pub async fn set_owner(
    db: &mut PgConnection,
    flags: &[FlagId],
    owner: Option<UserId>,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query("UPDATE flags SET owner_id = $2, updated_at = $3, version = version + 1 WHERE id = ANY($1)")
        .bind(ids(flags))
        .bind(owner.map(|id| id.0))
        .bind(now)
        .execute(db)
        .await?;
    Ok(())
}

/// Notes that the details of several flags changed.
pub async fn touch_details(db: &mut PgConnection, flags: &[FlagId], now: DateTime<Utc>) -> Result<()> {
    sqlx::query("UPDATE flags SET updated_at = $2, version = version + 1 WHERE id = ANY($1)")
        .bind(ids(flags))
        .bind(now)
        .execute(db)
        .await?;
    Ok(())
}

fn ids(flags: &[FlagId]) -> Vec<Uuid> {
    flags.iter().map(|id| id.0).collect()
}
