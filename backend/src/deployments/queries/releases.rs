use crate::{Result, deployments::Release};
use arkan_domain::ids::{ProjectId, ReleaseId};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// Inserts a release unless its version is there already; says whether it was inserted.
pub async fn insert(db: &mut PgConnection, release: &Release) -> Result<bool> {
    let inserted = sqlx::query(
        "INSERT INTO releases (id, project_id, version, commit, notes, digest, source, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT ON CONSTRAINT releases_version_unique DO NOTHING",
    )
    .bind(release.id.0)
    .bind(release.project_id.0)
    .bind(&release.version)
    .bind(&release.commit)
    .bind(&release.notes)
    .bind(&release.digest)
    .bind(&release.source)
    .bind(&release.created_by)
    .bind(release.created_at)
    .execute(db)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

pub async fn by_id(pool: &PgPool, project: ProjectId, id: ReleaseId) -> Result<Option<Release>> {
    Ok(
        sqlx::query_as("SELECT * FROM releases WHERE project_id = $1 AND id = $2")
            .bind(project.0)
            .bind(id.0)
            .fetch_optional(pool)
            .await?,
    )
}

pub async fn by_version(db: &mut PgConnection, project: ProjectId, version: &str) -> Result<Option<Release>> {
    Ok(
        sqlx::query_as("SELECT * FROM releases WHERE project_id = $1 AND version = $2")
            .bind(project.0)
            .bind(version)
            .fetch_optional(db)
            .await?,
    )
}

/// The newest releases, or those older than `before`. Reads `releases_newest`.
pub async fn newest(pool: &PgPool, project: ProjectId, before: Option<ReleaseId>, limit: i64) -> Result<Vec<Release>> {
    let Some(before) = before else {
        return Ok(sqlx::query_as(
            "SELECT * FROM releases WHERE project_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2",
        )
        .bind(project.0)
        .bind(limit)
        .fetch_all(pool)
        .await?);
    };
    Ok(sqlx::query_as(
        "SELECT * FROM releases
         WHERE project_id = $1
           AND (created_at, id) < (SELECT created_at, id FROM releases WHERE project_id = $1 AND id = $2)
         ORDER BY created_at DESC, id DESC LIMIT $3",
    )
    .bind(project.0)
    .bind(before.0)
    .bind(limit)
    .fetch_all(pool)
    .await?)
}

/// Releases of some projects whose version contains a text or whose commit begins with it; the newest first.
pub async fn search(pool: &PgPool, projects: &[Uuid], text: &str, limit: i64) -> Result<Vec<Release>> {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    Ok(sqlx::query_as(
        "SELECT * FROM releases
         WHERE project_id = ANY($1) AND (version ILIKE $2 OR commit LIKE $3)
         ORDER BY created_at DESC, id DESC LIMIT $4",
    )
    .bind(projects)
    .bind(format!("%{escaped}%"))
    .bind(format!("{}%", escaped.to_ascii_lowercase()))
    .bind(limit)
    .fetch_all(pool)
    .await?)
}
