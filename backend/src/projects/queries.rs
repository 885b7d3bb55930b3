use crate::Result;
use arkan_domain::ids::{EnvironmentId, ProjectId};
use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::{PgConnection, PgPool, Row as _, postgres::PgRow};

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Project {
    pub id: ProjectId,
    pub key: String,
    pub name: String,
    pub description: String,
    pub created_at: DateTime<Utc>,
}

/// A place that a project runs in, such as staging or production.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Environment {
    pub id: EnvironmentId,
    pub project_id: ProjectId,
    pub key: String,
    pub name: String,
    pub position: i32,
    /// Changes here ask once more.
    pub production: bool,
}

impl sqlx::FromRow<'_, PgRow> for Project {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: ProjectId(row.try_get("id")?),
            key: row.try_get("key")?,
            name: row.try_get("name")?,
            description: row.try_get("description")?,
            created_at: row.try_get("created_at")?,
        })
    }
}

impl sqlx::FromRow<'_, PgRow> for Environment {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: EnvironmentId(row.try_get("id")?),
            project_id: ProjectId(row.try_get("project_id")?),
            key: row.try_get("key")?,
            name: row.try_get("name")?,
            position: row.try_get("position")?,
            production: row.try_get("production")?,
        })
    }
}

pub(super) async fn all(pool: &PgPool) -> Result<Vec<Project>> {
    Ok(sqlx::query_as("SELECT * FROM projects ORDER BY created_at, key")
        .fetch_all(pool)
        .await?)
}

pub(super) async fn by_key(pool: &PgPool, key: &str) -> Result<Option<Project>> {
    Ok(sqlx::query_as("SELECT * FROM projects WHERE key = $1")
        .bind(key)
        .fetch_optional(pool)
        .await?)
}

pub(super) async fn environments(pool: &PgPool, project: ProjectId) -> Result<Vec<Environment>> {
    Ok(
        sqlx::query_as("SELECT * FROM environments WHERE project_id = $1 ORDER BY position")
            .bind(project.0)
            .fetch_all(pool)
            .await?,
    )
}

pub(super) async fn insert(db: &mut PgConnection, project: &Project) -> Result<()> {
    sqlx::query("INSERT INTO projects (id, key, name, description, created_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(project.id.0)
        .bind(&project.key)
        .bind(&project.name)
        .bind(&project.description)
        .bind(project.created_at)
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn insert_environment(db: &mut PgConnection, environment: &Environment) -> Result<()> {
    sqlx::query(
        "INSERT INTO environments (id, project_id, key, name, position, production) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(environment.id.0)
    .bind(environment.project_id.0)
    .bind(&environment.key)
    .bind(&environment.name)
    .bind(environment.position)
    .bind(environment.production)
    .execute(db)
    .await?;
    Ok(())
}
