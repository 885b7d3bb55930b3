use super::{Flag, list::like};
use crate::Result;
use arkan_domain::ids::ProjectId;
use sqlx::PgPool;
use uuid::Uuid;

/// Of each project, this many of the last changed flags that match are weighed against each other.
const CANDIDATES: i64 = 40;

/// Live flags whose key or description contains a text, in some projects: the one of that very key, those whose key
/// begins with it, then by their last change.
pub async fn search(pool: &PgPool, projects: &[ProjectId], text: &str, limit: i64) -> Result<Vec<Flag>> {
    let projects: Vec<Uuid> = projects.iter().map(|id| id.0).collect();
    Ok(sqlx::query_as(
        "SELECT found.* FROM unnest($1::uuid[]) AS asked (id) CROSS JOIN LATERAL (
             (SELECT * FROM flags WHERE project_id = asked.id AND key = $3 AND archived_at IS NULL)
             UNION
             (SELECT * FROM flags
              WHERE project_id = asked.id AND archived_at IS NULL AND (key || ' ' || description) ILIKE $2
              ORDER BY updated_at DESC, id DESC LIMIT $5)) found
         ORDER BY key <> $3, NOT starts_with(lower(key), lower($3)), updated_at DESC LIMIT $4",
    )
    .bind(projects)
    .bind(like(text))
    .bind(text.trim())
    .bind(limit)
    .bind(CANDIDATES)
    .fetch_all(pool)
    .await?)
}
