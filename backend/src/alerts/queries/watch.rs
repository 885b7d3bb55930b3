//! What other pillars watch: alerts that fire, and how a check stands.

use crate::Result;
use arkan_domain::{
    alerts::CheckState,
    ids::{AlertId, CheckId, ProjectId},
};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// The first alert of a project that fires and that nobody acknowledged, a critical one before a warning.
pub async fn firing(db: &mut PgConnection, project: ProjectId, critical_only: bool) -> Result<Option<AlertId>> {
    let id: Option<Uuid> = sqlx::query_scalar(
        "SELECT id FROM alerts
         WHERE project_id = $1 AND state = 'firing' AND (NOT $2 OR severity = 'critical')
         ORDER BY (severity = 'critical') DESC, fired_at LIMIT 1",
    )
    .bind(project.0)
    .bind(critical_only)
    .fetch_optional(db)
    .await?;
    Ok(id.map(AlertId))
}

/// How a check stands.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Standing {
    pub name: String,
    #[sqlx(try_from = "String")]
    pub state: CheckState,
    /// Results since the moment asked for, and how many of them failed.
    pub results: i64,
    pub failed: i64,
}

/// How a check of a project stands, with its results since a moment; none when it is archived or paused.
pub async fn standing(
    db: &mut PgConnection,
    project: ProjectId,
    check: CheckId,
    since: DateTime<Utc>,
) -> Result<Option<Standing>> {
    Ok(sqlx::query_as(
        "SELECT checks.name, checks.state, count(results.at) AS results,
             count(results.at) FILTER (WHERE NOT results.ok) AS failed
         FROM checks LEFT JOIN check_results results ON results.check_id = checks.id AND results.at >= $3
         WHERE checks.id = $2 AND checks.project_id = $1 AND checks.enabled AND checks.archived_at IS NULL
         GROUP BY checks.id",
    )
    .bind(project.0)
    .bind(check.0)
    .bind(since)
    .fetch_optional(db)
    .await?)
}
