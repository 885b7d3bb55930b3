use crate::Result;
use arkan_domain::ids::ProjectId;
use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::{PgConnection, PgPool};

/// A field that a project's applications say of who asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct ContextField {
    pub name: String,
    pub description: String,
    /// The values that it can have; empty for any.
    pub legal_values: Vec<String>,
    /// Whether rollouts may stick to it.
    pub sticky: bool,
    pub version: i32,
}

const COLUMNS: &str = "name, description, legal_values, sticky, version";

/// The context fields of a project, by name.
pub async fn fields(pool: &PgPool, project: ProjectId) -> Result<Vec<ContextField>> {
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM context_fields WHERE project_id = $1 ORDER BY name"
    )))
    .bind(project.0)
    .fetch_all(pool)
    .await?)
}

pub async fn lock_field(db: &mut PgConnection, project: ProjectId, name: &str) -> Result<Option<ContextField>> {
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM context_fields WHERE project_id = $1 AND name = $2 FOR UPDATE"
    )))
    .bind(project.0)
    .bind(name)
    .fetch_optional(db)
    .await?)
}

/// Writes a field; what was there under its name is replaced.
pub async fn put_field(
    db: &mut PgConnection,
    project: ProjectId,
    field: &ContextField,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO context_fields (project_id, name, description, legal_values, sticky, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6)
         ON CONFLICT (project_id, name) DO UPDATE
         SET description = $3, legal_values = $4, sticky = $5, updated_at = $6, version = context_fields.version + 1",
    )
    .bind(project.0)
    .bind(&field.name)
    .bind(&field.description)
    .bind(&field.legal_values)
    .bind(field.sticky)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

pub async fn delete_field(db: &mut PgConnection, project: ProjectId, name: &str) -> Result<()> {
    sqlx::query("DELETE FROM context_fields WHERE project_id = $1 AND name = $2")
        .bind(project.0)
        .bind(name)
        .execute(db)
        .await?;
    Ok(())
}
