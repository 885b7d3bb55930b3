use super::{Event, NewEvent};
use crate::{Backend, Result};
use arkan_domain::identity::{Action, Actor, Grant};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// What to show of the timeline. Empty means: everything.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub pillar: Option<String>,
    pub project: Option<Uuid>,
    pub environment: Option<Uuid>,
    /// Only what was more than information.
    pub notable: bool,
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
    pub before: Option<i64>,
}

pub async fn insert(db: &mut PgConnection, now: DateTime<Utc>, actor: &str, event: NewEvent) -> Result<()> {
    sqlx::query(
        "INSERT INTO timeline_events (at, pillar, kind, severity, project_id, environment_id, actor_label, link, params)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(now)
    .bind(event.pillar.as_str())
    .bind(event.kind)
    .bind(event.severity.as_str())
    .bind(event.place.project.map(Uuid::from))
    .bind(event.place.environment.map(Uuid::from))
    .bind(actor)
    .bind(event.link)
    .bind(event.params)
    .execute(db)
    .await?;
    Ok(())
}

/// The newest events that match and that the actor may see: of the console as a whole, and of their projects.
///
/// # Errors
/// When the database does not answer.
pub async fn list(backend: &Backend, actor: &Actor, filter: &Filter, limit: i64) -> Result<Vec<Event>> {
    let mut everywhere = false;
    let mut mine: Vec<Uuid> = Vec::new();
    for grant in &actor.grants {
        match grant {
            Grant::Everything | Grant::Role { project: None, .. } => everywhere = true,
            Grant::Role {
                project: Some(project),
                role,
            } if role.allows(Action::View) => mine.push(project.0),
            Grant::Token { purpose, project, .. } if purpose.allows(Action::View) => match project {
                Some(project) => mine.push(project.0),
                None => everywhere = true,
            },
            _ => {}
        }
    }
    Ok(sqlx::query_as(
        "SELECT * FROM timeline_events
         WHERE ($1::text IS NULL OR pillar = $1)
           AND ($2::uuid IS NULL OR project_id = $2 OR project_id IS NULL)
           AND ($3::uuid IS NULL OR environment_id = $3 OR environment_id IS NULL)
           AND (NOT $4 OR severity <> 'info')
           AND ($5::timestamptz IS NULL OR at >= $5)
           AND ($6::timestamptz IS NULL OR at <= $6)
           AND ($7::bigint IS NULL OR seq < $7)
           AND ($8 OR project_id IS NULL OR project_id = ANY($9))
         ORDER BY seq DESC LIMIT $10",
    )
    .bind(&filter.pillar)
    .bind(filter.project)
    .bind(filter.environment)
    .bind(filter.notable)
    .bind(filter.from)
    .bind(filter.until)
    .bind(filter.before)
    .bind(everywhere)
    .bind(mine)
    .bind(limit)
    .fetch_all(&backend.pool)
    .await?)
}

/// The sequence number of the newest event; 0 before the first.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(pool: &PgPool) -> Result<i64> {
    Ok(sqlx::query_scalar("SELECT coalesce(max(seq), 0) FROM timeline_events")
        .fetch_one(pool)
        .await?)
}
