use super::Prerequisite;
use crate::Result;
use arkan_domain::ids::{FlagId, ProjectId};
use sqlx::{PgConnection, PgPool};

/// What a flag needs, by key.
pub async fn needed_by(pool: &PgPool, flag: FlagId) -> Result<Vec<Prerequisite>> {
    let rows: Vec<(String, bool, Vec<String>)> = sqlx::query_as(
        "SELECT parent.key, needs.enabled, needs.variants
         FROM flag_prerequisites needs JOIN flags parent ON parent.id = needs.parent_id
         WHERE needs.flag_id = $1 ORDER BY parent.key",
    )
    .bind(flag.0)
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(key, enabled, variants)| Prerequisite { key, enabled, variants })
        .collect())
}

/// The keys of the flags that need a flag, archived ones left out.
pub async fn needing(db: impl sqlx::PgExecutor<'_>, flag: FlagId) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar(
        "SELECT child.key FROM flag_prerequisites needs JOIN flags child ON child.id = needs.flag_id
         WHERE needs.parent_id = $1 AND child.archived_at IS NULL ORDER BY child.key",
    )
    .bind(flag.0)
    .fetch_all(db)
    .await?)
}

/// Every need of a project: who needs whom, by keys.
pub async fn needs(pool: &PgPool, project: ProjectId) -> Result<Vec<(String, String)>> {
    Ok(sqlx::query_as(
        "SELECT child.key, parent.key FROM flag_prerequisites needs
         JOIN flags child ON child.id = needs.flag_id JOIN flags parent ON parent.id = needs.parent_id
         WHERE child.project_id = $1",
    )
    .bind(project.0)
    .fetch_all(pool)
    .await?)
}

/// Every need of a project: who needs whom, by keys. Held until the transaction ends, so that two needs that would
/// make a circle together come one after the other.
pub async fn lock_needs(db: &mut PgConnection, project: ProjectId) -> Result<Vec<(String, String)>> {
    sqlx::query("SELECT 1 FROM projects WHERE id = $1 FOR NO KEY UPDATE")
        .bind(project.0)
        .execute(&mut *db)
        .await?;
    Ok(sqlx::query_as(
        "SELECT child.key, parent.key FROM flag_prerequisites needs
         JOIN flags child ON child.id = needs.flag_id JOIN flags parent ON parent.id = needs.parent_id
         WHERE child.project_id = $1",
    )
    .bind(project.0)
    .fetch_all(db)
    .await?)
}

pub async fn put_prerequisite(
    db: &mut PgConnection,
    flag: FlagId,
    parent: FlagId,
    enabled: bool,
    variants: &[String],
) -> Result<()> {
    sqlx::query(
        "INSERT INTO flag_prerequisites (flag_id, parent_id, enabled, variants) VALUES ($1, $2, $3, $4)
         ON CONFLICT (flag_id, parent_id) DO UPDATE SET enabled = $3, variants = $4",
    )
    .bind(flag.0)
    .bind(parent.0)
    .bind(enabled)
    .bind(variants)
    .execute(db)
    .await?;
    Ok(())
}

/// Whether there was such a need.
pub async fn delete_prerequisite(db: &mut PgConnection, flag: FlagId, parent: FlagId) -> Result<bool> {
    let done = sqlx::query("DELETE FROM flag_prerequisites WHERE flag_id = $1 AND parent_id = $2")
        .bind(flag.0)
        .bind(parent.0)
        .execute(db)
        .await?;
    Ok(done.rows_affected() > 0)
}
