use super::model::{Backups, Guides, KilledFlag};
use crate::Result;
use arkan_domain::ids::ProjectId;
use sqlx::PgPool;

/// The numbers of a project.
#[derive(sqlx::FromRow)]
pub struct Counts {
    pub flags: i64,
    pub killed: i64,
    pub checks: i64,
    pub checks_down: i64,
    pub firing: i64,
    pub critical: i64,
    pub acknowledged: i64,
}

/// Counts by index: `flags_live`, `flag_environments_killed`, `checks_name_unique`, `alerts_open`.
pub async fn counts(pool: &PgPool, project: Option<ProjectId>, console: bool) -> Result<Counts> {
    Ok(sqlx::query_as(
        "WITH open AS (
             SELECT state, severity FROM alerts
             WHERE state <> 'resolved' AND (project_id = $1 OR ($2 AND project_id IS NULL))
         ), watched AS (
             SELECT state FROM checks WHERE project_id = $1 AND enabled AND archived_at IS NULL
         )
         SELECT (SELECT count(*) FROM flags WHERE project_id = $1 AND archived_at IS NULL) AS flags,
                (SELECT count(*) FROM flag_environments fe
                 JOIN environments e ON e.id = fe.environment_id
                 JOIN flags f ON f.id = fe.flag_id
                 WHERE e.project_id = $1 AND fe.killed_at IS NOT NULL AND f.archived_at IS NULL) AS killed,
                (SELECT count(*) FROM watched) AS checks,
                (SELECT count(*) FROM watched WHERE state = 'down') AS checks_down,
                (SELECT count(*) FROM open WHERE state = 'firing') AS firing,
                (SELECT count(*) FROM open WHERE state = 'firing' AND severity = 'critical') AS critical,
                (SELECT count(*) FROM open WHERE state = 'acknowledged') AS acknowledged",
    )
    .bind(project.map(|project| project.0))
    .bind(console)
    .fetch_one(pool)
    .await?)
}

/// The killed flags of a project, the last one first.
pub async fn killed(pool: &PgPool, project: Option<ProjectId>, limit: i64) -> Result<Vec<KilledFlag>> {
    Ok(sqlx::query_as(
        "SELECT f.key, e.name AS environment, coalesce(fe.killed_by, '') AS killed_by, fe.killed_at
         FROM flag_environments fe
         JOIN environments e ON e.id = fe.environment_id
         JOIN flags f ON f.id = fe.flag_id
         WHERE e.project_id = $1 AND fe.killed_at IS NOT NULL AND f.archived_at IS NULL
         ORDER BY fe.killed_at DESC LIMIT $2",
    )
    .bind(project.map(|project| project.0))
    .bind(limit)
    .fetch_all(pool)
    .await?)
}

/// What is known of the backups, from the ends of `backups_newest`, `restore_drills_newest` and `restore_drills_passed`.
pub async fn backups(pool: &PgPool) -> Result<Backups> {
    Ok(sqlx::query_as(
        "SELECT stored.finished_at AS stored_at, passed.finished_at AS proven_at, passed.restore_seconds,
                coalesce(drill.state = 'failed', false) AS drill_failed,
                coalesce(backup.state = 'failed', false) AS backup_failed
         FROM (SELECT) AS one
         LEFT JOIN LATERAL (SELECT finished_at FROM backups WHERE state = 'stored'
                            ORDER BY started_at DESC, id DESC LIMIT 1) stored ON true
         LEFT JOIN LATERAL (SELECT finished_at, restore_seconds FROM restore_drills WHERE state = 'passed'
                            ORDER BY finished_at DESC LIMIT 1) passed ON true
         LEFT JOIN LATERAL (SELECT state FROM restore_drills WHERE state IN ('passed', 'failed')
                            ORDER BY started_at DESC, id DESC LIMIT 1) drill ON true
         LEFT JOIN LATERAL (SELECT state FROM backups WHERE state IN ('stored', 'expired', 'failed')
                            ORDER BY started_at DESC, id DESC LIMIT 1) backup ON true",
    )
    .fetch_one(pool)
    .await?)
}

/// The guides, and how their translations stand. Reads the newest revisions by `guide_revisions_newest`.
pub async fn guides(pool: &PgPool) -> Result<Guides> {
    Ok(sqlx::query_as(
        "SELECT count(*) AS total,
                count(*) FILTER (WHERE translation.id IS NULL) AS untranslated,
                count(*) FILTER (WHERE translation.id IS NOT NULL
                                   AND translation.translated_from IS DISTINCT FROM source.id) AS behind
         FROM guides g
         CROSS JOIN LATERAL (SELECT id FROM guide_revisions
                             WHERE guide_id = g.id AND language = g.source_language
                             ORDER BY number DESC LIMIT 1) source
         LEFT JOIN LATERAL (SELECT id, translated_from FROM guide_revisions
                            WHERE guide_id = g.id AND language = CASE g.source_language WHEN 'en' THEN 'ar' ELSE 'en' END
                            ORDER BY number DESC LIMIT 1) translation ON true
         WHERE g.archived_at IS NULL",
    )
    .fetch_one(pool)
    .await?)
}
