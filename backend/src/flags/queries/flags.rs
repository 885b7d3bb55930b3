use crate::Result;
use arkan_domain::{
    flags::{Draft, FlagKind, Percentage, Rollout, Setting},
    ids::{EnvironmentId, FlagId, ProjectId, UserId},
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use sqlx::{PgConnection, PgPool, Row as _, postgres::PgRow};

/// A flag, apart from what it does in each environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flag {
    pub id: FlagId,
    #[serde(skip)]
    pub project_id: ProjectId,
    pub key: String,
    pub description: String,
    pub kind: FlagKind,
    pub owner_id: Option<UserId>,
    #[serde(skip)]
    pub created_at: DateTime<Utc>,
    /// When it, or what it does in an environment, last changed.
    #[serde(skip)]
    pub updated_at: DateTime<Utc>,
    pub archived_at: Option<DateTime<Utc>>,
    /// Counts the changes of the details; a form that was opened before the last one is refused.
    #[serde(skip)]
    pub version: i32,
}

/// What a flag does in one environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagState {
    pub flag_id: FlagId,
    pub environment_id: EnvironmentId,
    pub setting: Setting,
    /// The strategies as the engine reads them.
    pub strategies: Value,
    /// The variants as the engine reads them.
    pub variants: Value,
    pub killed_at: Option<DateTime<Utc>>,
    pub killed_by: Option<String>,
    pub kill_reason: Option<String>,
    pub updated_at: DateTime<Utc>,
    /// Counts the changes here.
    pub version: i32,
}

impl FlagState {
    /// The share of users; none when the strategies are more than that.
    #[must_use]
    pub fn percentage(&self) -> Option<Percentage> {
        self.setting.rollout.as_ref().map(|rollout| rollout.percentage)
    }

    /// All that the flag is set to do here.
    #[must_use]
    pub fn draft(&self) -> Draft {
        Draft {
            enabled: self.setting.enabled,
            strategies: self.strategies.clone(),
            variants: self.variants.clone(),
        }
    }

    /// Sets the flag to what a draft says. A kill stays a kill.
    pub(crate) fn set(&mut self, draft: Draft) {
        self.setting = Setting::read(draft.enabled, self.setting.killed, &draft.strategies, &draft.variants);
        self.strategies = draft.strategies;
        self.variants = draft.variants;
    }
}

impl sqlx::FromRow<'_, PgRow> for Flag {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let kind: String = row.try_get("kind")?;
        Ok(Self {
            id: FlagId(row.try_get("id")?),
            project_id: ProjectId(row.try_get("project_id")?),
            key: row.try_get("key")?,
            description: row.try_get("description")?,
            kind: FlagKind::parse(&kind).ok_or_else(|| sqlx::Error::Decode(format!("flag kind {kind}").into()))?,
            owner_id: row.try_get::<Option<uuid::Uuid>, _>("owner_id")?.map(UserId),
            created_at: row.try_get("created_at")?,
            updated_at: row.try_get("updated_at")?,
            archived_at: row.try_get("archived_at")?,
            version: row.try_get("version")?,
        })
    }
}

impl sqlx::FromRow<'_, PgRow> for FlagState {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let strategies: Value = row.try_get("strategies")?;
        let variants: Value = row.try_get("variants")?;
        let killed_at: Option<DateTime<Utc>> = row.try_get("killed_at")?;
        Ok(Self {
            flag_id: FlagId(row.try_get("flag_id")?),
            environment_id: EnvironmentId(row.try_get("environment_id")?),
            setting: Setting::read(row.try_get("enabled")?, killed_at.is_some(), &strategies, &variants),
            strategies,
            variants,
            killed_at,
            killed_by: row.try_get("killed_by")?,
            kill_reason: row.try_get("kill_reason")?,
            updated_at: row.try_get("updated_at")?,
            version: row.try_get("version")?,
        })
    }
}

pub async fn by_key(pool: &PgPool, project: ProjectId, key: &str) -> Result<Option<Flag>> {
    Ok(sqlx::query_as("SELECT * FROM flags WHERE project_id = $1 AND key = $2")
        .bind(project.0)
        .bind(key)
        .fetch_optional(pool)
        .await?)
}

pub async fn by_id(pool: &PgPool, id: FlagId) -> Result<Option<Flag>> {
    Ok(sqlx::query_as("SELECT * FROM flags WHERE id = $1")
        .bind(id.0)
        .fetch_optional(pool)
        .await?)
}

/// The flag, held until the transaction ends: changes of one flag come one after the other.
pub async fn lock(db: &mut PgConnection, project: ProjectId, key: &str) -> Result<Option<Flag>> {
    Ok(
        sqlx::query_as("SELECT * FROM flags WHERE project_id = $1 AND key = $2 FOR UPDATE")
            .bind(project.0)
            .bind(key)
            .fetch_optional(db)
            .await?,
    )
}

/// What a flag does in one environment, held until the transaction ends.
pub async fn lock_state(db: &mut PgConnection, id: FlagId, environment: EnvironmentId) -> Result<Option<FlagState>> {
    Ok(
        sqlx::query_as("SELECT * FROM flag_environments WHERE flag_id = $1 AND environment_id = $2 FOR UPDATE")
            .bind(id.0)
            .bind(environment.0)
            .fetch_optional(db)
            .await?,
    )
}

pub async fn states(pool: &PgPool, flags: &[FlagId]) -> Result<Vec<FlagState>> {
    let ids: Vec<uuid::Uuid> = flags.iter().map(|id| id.0).collect();
    Ok(
        sqlx::query_as("SELECT * FROM flag_environments WHERE flag_id = ANY($1)")
            .bind(ids)
            .fetch_all(pool)
            .await?,
    )
}

pub async fn insert(db: &mut PgConnection, flag: &Flag) -> Result<()> {
    sqlx::query(
        "INSERT INTO flags (id, project_id, key, description, kind, owner_id, created_at, updated_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(flag.id.0)
    .bind(flag.project_id.0)
    .bind(&flag.key)
    .bind(&flag.description)
    .bind(flag.kind.as_str())
    .bind(flag.owner_id.map(|id| id.0))
    .bind(flag.created_at)
    .bind(flag.updated_at)
    .bind(flag.version)
    .execute(db)
    .await?;
    Ok(())
}

/// Puts a flag into an environment in which it is not yet, switched off.
pub async fn insert_state(
    db: &mut PgConnection,
    flag: &Flag,
    environment: EnvironmentId,
    now: DateTime<Utc>,
    actor: &str,
) -> Result<()> {
    let rollout = Rollout::by_user(&flag.key, flag.kind.first_percentage());
    sqlx::query(
        "WITH made AS (
             INSERT INTO flag_environments (flag_id, environment_id, enabled, strategies, updated_at)
             VALUES ($1, $2, false, $3, $4) ON CONFLICT DO NOTHING RETURNING *
         )
         INSERT INTO flag_versions (flag_id, environment_id, version, draft, action, actor_label, at)
         SELECT flag_id, environment_id, version,
                jsonb_build_object('enabled', enabled, 'strategies', strategies, 'variants', variants),
                'flag.create', $5, updated_at
         FROM made",
    )
    .bind(flag.id.0)
    .bind(environment.0)
    .bind(rollout.to_strategies())
    .bind(now)
    .bind(actor)
    .execute(db)
    .await?;
    Ok(())
}

pub async fn update_details(db: &mut PgConnection, flag: &Flag) -> Result<()> {
    sqlx::query(
        "UPDATE flags SET description = $2, kind = $3, owner_id = $4, updated_at = $5, version = version + 1
         WHERE id = $1",
    )
    .bind(flag.id.0)
    .bind(&flag.description)
    .bind(flag.kind.as_str())
    .bind(flag.owner_id.map(|id| id.0))
    .bind(flag.updated_at)
    .execute(db)
    .await?;
    Ok(())
}

pub async fn set_archived(
    db: &mut PgConnection,
    id: FlagId,
    archived_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query("UPDATE flags SET archived_at = $2, updated_at = $3, version = version + 1 WHERE id = $1")
        .bind(id.0)
        .bind(archived_at)
        .bind(now)
        .execute(db)
        .await?;
    Ok(())
}

/// Moves a flag to the top of the list without touching its details.
pub async fn touch(db: &mut PgConnection, id: FlagId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query("UPDATE flags SET updated_at = $2 WHERE id = $1")
        .bind(id.0)
        .bind(now)
        .execute(db)
        .await?;
    Ok(())
}

/// Writes all that a change may touch of what a flag does in an environment.
pub async fn update_state(db: &mut PgConnection, state: &FlagState) -> Result<()> {
    sqlx::query(
        "UPDATE flag_environments SET enabled = $3, strategies = $4, variants = $5, killed_at = $6,
             killed_by = $7, kill_reason = $8, updated_at = $9, version = $10
         WHERE flag_id = $1 AND environment_id = $2",
    )
    .bind(state.flag_id.0)
    .bind(state.environment_id.0)
    .bind(state.setting.enabled)
    .bind(&state.strategies)
    .bind(&state.variants)
    .bind(state.killed_at)
    .bind(&state.killed_by)
    .bind(&state.kill_reason)
    .bind(state.updated_at)
    .bind(state.version)
    .execute(db)
    .await?;
    Ok(())
}
