//! The SQL of freezes.

use crate::Result;
use arkan_domain::{
    freezes::{Phase, phase},
    identity::Place,
    ids::{FreezeId, ProjectId},
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// A time in which nothing changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Freeze {
    #[sqlx(try_from = "Uuid")]
    pub id: FreezeId,
    pub project_id: Uuid,
    /// None: in every environment of the project.
    pub environment_id: Option<Uuid>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub reason: String,
    pub created_by: String,
    pub created_at: DateTime<Utc>,
    /// When someone ended it before its time.
    pub ended_at: Option<DateTime<Utc>>,
    pub ended_by: Option<String>,
}

impl Freeze {
    #[must_use]
    pub fn phase(&self, now: DateTime<Utc>) -> Phase {
        phase((self.starts_at, self.ends_at), self.ended_at, now)
    }

    /// Where it holds.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            project: Some(self.project_id.into()),
            environment: self.environment_id.map(Into::into),
        }
    }
}

/// The freeze in force in a place that ends last. Reads `freezes_open`.
pub async fn in_force(db: &mut PgConnection, place: Place, now: DateTime<Utc>) -> Result<Option<Freeze>> {
    Ok(sqlx::query_as(
        "SELECT * FROM freezes
         WHERE project_id = $1 AND (environment_id IS NULL OR environment_id = $2) AND ended_at IS NULL
           AND starts_at <= $3 AND ends_at > $3
         ORDER BY ends_at DESC LIMIT 1",
    )
    .bind(place.project.map(Uuid::from))
    .bind(place.environment.map(Uuid::from))
    .bind(now)
    .fetch_optional(db)
    .await?)
}

/// Every freeze in force anywhere in a project, the one that ends last first.
pub async fn current(db: &mut PgConnection, project: ProjectId, now: DateTime<Utc>) -> Result<Vec<Freeze>> {
    Ok(sqlx::query_as(
        "SELECT * FROM freezes
         WHERE project_id = $1 AND ended_at IS NULL AND starts_at <= $2 AND ends_at > $2
         ORDER BY ends_at DESC LIMIT 20",
    )
    .bind(project.0)
    .bind(now)
    .fetch_all(db)
    .await?)
}

/// The newest freezes of a project, those to come first.
pub async fn newest(pool: &PgPool, project: ProjectId, limit: i64) -> Result<Vec<Freeze>> {
    Ok(
        sqlx::query_as("SELECT * FROM freezes WHERE project_id = $1 ORDER BY starts_at DESC, id DESC LIMIT $2")
            .bind(project.0)
            .bind(limit)
            .fetch_all(pool)
            .await?,
    )
}

pub async fn insert(db: &mut PgConnection, freeze: &Freeze) -> Result<()> {
    sqlx::query(
        "INSERT INTO freezes (id, project_id, environment_id, starts_at, ends_at, reason, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(freeze.id.0)
    .bind(freeze.project_id)
    .bind(freeze.environment_id)
    .bind(freeze.starts_at)
    .bind(freeze.ends_at)
    .bind(&freeze.reason)
    .bind(&freeze.created_by)
    .bind(freeze.created_at)
    .execute(db)
    .await?;
    Ok(())
}

/// A freeze of a project, held until the transaction ends.
pub async fn lock(db: &mut PgConnection, project: ProjectId, id: FreezeId) -> Result<Option<Freeze>> {
    Ok(
        sqlx::query_as("SELECT * FROM freezes WHERE project_id = $1 AND id = $2 FOR UPDATE")
            .bind(project.0)
            .bind(id.0)
            .fetch_optional(db)
            .await?,
    )
}

pub async fn end(db: &mut PgConnection, id: FreezeId, by: &str, now: DateTime<Utc>) -> Result<()> {
    sqlx::query("UPDATE freezes SET ended_at = $2, ended_by = $3 WHERE id = $1")
        .bind(id.0)
        .bind(now)
        .bind(by)
        .execute(db)
        .await?;
    Ok(())
}
