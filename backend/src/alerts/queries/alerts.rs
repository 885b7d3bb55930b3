use crate::{Result, alerts::NewAlert};
use arkan_domain::{
    alerts::{AlertSource, AlertState, Urgency},
    identity::Place,
    ids::{AlertId, EnvironmentId, ProjectId},
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// An alert.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Alert {
    #[sqlx(try_from = "Uuid")]
    pub id: AlertId,
    /// What trouble it is: while an alert is open, the same trouble raises no other.
    pub fingerprint: String,
    #[sqlx(try_from = "String")]
    pub source: AlertSource,
    pub check_id: Option<Uuid>,
    pub project_id: Option<Uuid>,
    pub environment_id: Option<Uuid>,
    #[sqlx(try_from = "String")]
    pub severity: Urgency,
    #[sqlx(try_from = "String")]
    pub state: AlertState,
    /// With `params`, the title in the reader's language.
    pub kind: String,
    pub params: Value,
    /// Path of the page that shows what is in trouble.
    pub link: Option<String>,
    pub first_failure_at: DateTime<Utc>,
    pub fired_at: DateTime<Utc>,
    pub acknowledged_at: Option<DateTime<Utc>>,
    pub acknowledged_by: Option<String>,
    pub acknowledge_note: Option<String>,
    pub resolved_at: Option<DateTime<Utc>>,
    pub version: i32,
}

impl Alert {
    /// Where the trouble is.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            project: self.project_id.map(ProjectId),
            environment: self.environment_id.map(EnvironmentId),
        }
    }
}

/// Inserts an alert unless its fingerprint has an open one.
pub async fn insert(db: &mut PgConnection, id: AlertId, new: &NewAlert, now: DateTime<Utc>) -> Result<Option<Alert>> {
    Ok(sqlx::query_as(
        "INSERT INTO alerts (id, fingerprint, source, check_id, project_id, environment_id, severity, state, kind,
             params, link, first_failure_at, fired_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'firing', $8, $9, $10, $11, $12)
         ON CONFLICT (fingerprint) WHERE state <> 'resolved' DO NOTHING RETURNING *",
    )
    .bind(id.0)
    .bind(&new.fingerprint)
    .bind(new.source.as_str())
    .bind(new.check.map(|check| check.0))
    .bind(new.place.project.map(Uuid::from))
    .bind(new.place.environment.map(Uuid::from))
    .bind(new.severity.as_str())
    .bind(new.kind)
    .bind(&new.params)
    .bind(&new.link)
    .bind(new.first_failure_at.unwrap_or(now))
    .bind(now)
    .fetch_optional(db)
    .await?)
}

/// Resolves the open alert of a fingerprint, if there is one.
pub async fn resolve(db: &mut PgConnection, fingerprint: &str, now: DateTime<Utc>) -> Result<Option<Alert>> {
    Ok(sqlx::query_as(
        "UPDATE alerts SET state = 'resolved', resolved_at = $2, version = version + 1
         WHERE fingerprint = $1 AND state <> 'resolved' RETURNING *",
    )
    .bind(fingerprint)
    .bind(now)
    .fetch_optional(db)
    .await?)
}

/// Acknowledges a firing alert; `None` when it is not firing any more.
pub async fn acknowledge(
    db: &mut PgConnection,
    id: AlertId,
    by: &str,
    note: &str,
    now: DateTime<Utc>,
) -> Result<Option<Alert>> {
    Ok(sqlx::query_as(
        "UPDATE alerts SET state = 'acknowledged', acknowledged_at = $4, acknowledged_by = $2,
             acknowledge_note = nullif($3, ''), version = version + 1
         WHERE id = $1 AND state = 'firing' RETURNING *",
    )
    .bind(id.0)
    .bind(by)
    .bind(note)
    .bind(now)
    .fetch_optional(db)
    .await?)
}

pub async fn find(pool: &PgPool, id: AlertId) -> Result<Option<Alert>> {
    Ok(sqlx::query_as("SELECT * FROM alerts WHERE id = $1")
        .bind(id.0)
        .fetch_optional(pool)
        .await?)
}

/// The open alerts of a project and of the console as a whole: firing before acknowledged, critical before warning.
pub async fn open(pool: &PgPool, project: Option<ProjectId>) -> Result<Vec<Alert>> {
    Ok(sqlx::query_as(
        "SELECT * FROM alerts
         WHERE state <> 'resolved' AND ($1::uuid IS NULL OR project_id = $1 OR project_id IS NULL)
         ORDER BY (state = 'firing') DESC, (severity = 'critical') DESC, fired_at DESC, id DESC LIMIT 200",
    )
    .bind(project.map(Uuid::from))
    .fetch_all(pool)
    .await?)
}

/// One page of a project's alerts, newest first. Walks `alerts_newest`, or `alerts_state_newest` with a state.
pub async fn page(
    pool: &PgPool,
    project: ProjectId,
    state: Option<AlertState>,
    before: Option<(DateTime<Utc>, AlertId)>,
    limit: i64,
) -> Result<Vec<Alert>> {
    Ok(sqlx::query_as(
        "SELECT * FROM alerts
         WHERE (project_id = $1 OR project_id IS NULL)
           AND ($2::text IS NULL OR state = $2)
           AND ($3::timestamptz IS NULL OR (fired_at, id) < ($3, $4))
         ORDER BY fired_at DESC, id DESC LIMIT $5",
    )
    .bind(project.0)
    .bind(state.map(AlertState::as_str))
    .bind(before.map(|(at, _)| at))
    .bind(before.map(|(_, id)| id.0))
    .bind(limit)
    .fetch_all(pool)
    .await?)
}
