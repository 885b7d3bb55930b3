use crate::Result;
use arkan_domain::{
    alerts::{CheckDraft, CheckKind, CheckState, Health, Spec, Urgency},
    identity::Place,
    ids::{CheckId, EnvironmentId, ProjectId},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use sqlx::{PgConnection, PgPool, types::Json};
use uuid::Uuid;

/// A check. Its password is not part of what is written to the audit trail.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Check {
    #[sqlx(try_from = "Uuid")]
    pub id: CheckId,
    #[sqlx(try_from = "Uuid")]
    pub project_id: ProjectId,
    pub environment_id: Option<Uuid>,
    pub name: String,
    #[sqlx(try_from = "String")]
    pub kind: CheckKind,
    #[sqlx(json)]
    pub spec: Spec,
    #[serde(skip)]
    pub secret: Option<Vec<u8>>,
    pub interval_seconds: i32,
    pub timeout_seconds: i32,
    pub retries: i32,
    #[sqlx(try_from = "String")]
    pub severity: Urgency,
    pub enabled: bool,
    /// After the retries.
    #[sqlx(try_from = "String")]
    pub state: CheckState,
    pub failures: i32,
    pub failing_since: Option<DateTime<Utc>>,
    pub state_since: DateTime<Utc>,
    pub last_result_at: Option<DateTime<Utc>>,
    /// A failure's code, a space, and the fact to it.
    pub last_error: Option<String>,
    pub next_run_at: DateTime<Utc>,
    #[serde(skip)]
    pub lease_until: Option<DateTime<Utc>>,
    /// The secret part of a heartbeat's address.
    #[serde(skip)]
    pub ping_key: Option<Uuid>,
    pub ping_started_at: Option<DateTime<Utc>>,
    #[serde(skip)]
    pub ping_log: Option<String>,
    pub ping_log_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub archived_at: Option<DateTime<Utc>>,
    pub version: i32,
}

impl Check {
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            project: Some(self.project_id),
            environment: self.environment_id.map(EnvironmentId),
        }
    }

    #[must_use]
    pub fn health(&self) -> Health {
        Health {
            state: self.state,
            failures: u32::try_from(self.failures).unwrap_or_default(),
        }
    }

    #[must_use]
    pub fn interval(&self) -> TimeDelta {
        TimeDelta::seconds(self.interval_seconds.into())
    }

    /// The fingerprint of the alerts that this check raises.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        format!("check:{}", self.id)
    }
}

/// What a saved form says of a check.
pub struct Saved<'a> {
    pub draft: &'a CheckDraft,
    pub environment: Option<EnvironmentId>,
    pub secret: Option<&'a [u8]>,
    /// When it is asked first.
    pub first_run: DateTime<Utc>,
}

fn number(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

pub async fn insert(
    db: &mut PgConnection,
    project: ProjectId,
    saved: &Saved<'_>,
    ping_key: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<Check> {
    let draft = saved.draft;
    Ok(sqlx::query_as(
        "INSERT INTO checks (id, project_id, environment_id, name, kind, spec, secret, interval_seconds,
             timeout_seconds, retries, severity, state, state_since, next_run_at, ping_key, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'unknown', $14, $12, $13, $14) RETURNING *",
    )
    .bind(Uuid::now_v7())
    .bind(project.0)
    .bind(saved.environment.map(Uuid::from))
    .bind(&draft.name)
    .bind(draft.spec.kind().as_str())
    .bind(Json(&draft.spec))
    .bind(saved.secret)
    .bind(number(draft.rhythm.interval_seconds))
    .bind(number(draft.rhythm.timeout_seconds))
    .bind(number(draft.rhythm.retries))
    .bind(draft.severity.as_str())
    .bind(saved.first_run)
    .bind(ping_key)
    .bind(now)
    .fetch_one(db)
    .await?)
}

/// Saves a check over the version that was read, and forgets what it knew: it may ask something else now.
/// `None` when there is a newer version. A secret of `None` keeps the stored one.
pub async fn update(
    db: &mut PgConnection,
    id: CheckId,
    version: i32,
    saved: &Saved<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Check>> {
    let draft = saved.draft;
    Ok(sqlx::query_as(
        "UPDATE checks SET environment_id = $3, name = $4, spec = $5, secret = coalesce($6, secret),
             interval_seconds = $7, timeout_seconds = $8, retries = $9, severity = $10, state = 'unknown', failures = 0,
             failing_since = NULL, last_error = NULL, state_since = $12, next_run_at = $11, lease_until = NULL,
             version = version + 1
         WHERE id = $1 AND version = $2 AND archived_at IS NULL RETURNING *",
    )
    .bind(id.0)
    .bind(version)
    .bind(saved.environment.map(Uuid::from))
    .bind(&draft.name)
    .bind(Json(&draft.spec))
    .bind(saved.secret)
    .bind(number(draft.rhythm.interval_seconds))
    .bind(number(draft.rhythm.timeout_seconds))
    .bind(number(draft.rhythm.retries))
    .bind(draft.severity.as_str())
    .bind(saved.first_run)
    .bind(now)
    .fetch_optional(db)
    .await?)
}

/// Switches a check on or off. Either way it forgets what it knew.
pub async fn set_enabled(
    db: &mut PgConnection,
    id: CheckId,
    enabled: bool,
    next_run_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<Check>> {
    Ok(sqlx::query_as(
        "UPDATE checks SET enabled = $2, state = 'unknown', failures = 0, failing_since = NULL, last_error = NULL,
             state_since = $4, next_run_at = $3, lease_until = NULL, version = version + 1
         WHERE id = $1 AND enabled <> $2 AND archived_at IS NULL RETURNING *",
    )
    .bind(id.0)
    .bind(enabled)
    .bind(next_run_at)
    .bind(now)
    .fetch_optional(db)
    .await?)
}

/// Archives a check. Its name becomes free.
pub async fn archive(db: &mut PgConnection, id: CheckId, now: DateTime<Utc>) -> Result<Option<Check>> {
    Ok(sqlx::query_as(
        "UPDATE checks SET archived_at = $2, enabled = false, lease_until = NULL, version = version + 1,
             name = left(name, 60) || ' (' || to_char($2 AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ')'
         WHERE id = $1 AND archived_at IS NULL RETURNING *",
    )
    .bind(id.0)
    .bind(now)
    .fetch_optional(db)
    .await?)
}

/// Makes a check due.
pub async fn make_due(db: &mut PgConnection, id: CheckId, now: DateTime<Utc>) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE checks SET next_run_at = $2 WHERE id = $1 AND enabled AND archived_at IS NULL AND kind <> 'heartbeat'",
    )
    .bind(id.0)
    .bind(now)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn find(pool: &PgPool, id: CheckId) -> Result<Option<Check>> {
    Ok(sqlx::query_as("SELECT * FROM checks WHERE id = $1")
        .bind(id.0)
        .fetch_optional(pool)
        .await?)
}

/// A project's checks: what is down first, then by name.
pub async fn of_project(pool: &PgPool, project: ProjectId) -> Result<Vec<Check>> {
    Ok(sqlx::query_as(
        "SELECT * FROM checks WHERE project_id = $1 AND archived_at IS NULL
         ORDER BY (enabled AND state = 'down') DESC, name",
    )
    .bind(project.0)
    .fetch_all(pool)
    .await?)
}
