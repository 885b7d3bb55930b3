//! The SQL of experiments.

mod acts;
mod units;

pub use acts::{begin, close, delete, insert, lock};
pub use units::{convert, count, expose, sweep};

use super::{Experiment, Filter, Listed};
use crate::Result;
use arkan_domain::{
    flags::experiment::{ExperimentState, Split},
    ids::{EnvironmentId, ExperimentId, FlagId, ProjectId},
};
use chrono::{DateTime, Utc};
use sqlx::{FromRow as _, PgConnection, PgPool, Row as _, types::Json};
use uuid::Uuid;

/// An experiment that runs, as answers and reports need it.
#[derive(Clone, Debug)]
pub struct Running {
    pub id: ExperimentId,
    pub environment: EnvironmentId,
    /// The flag's key.
    pub key: String,
    pub event: String,
    pub split: Split,
    pub started_at: DateTime<Utc>,
}

type RunningRow = (Uuid, Uuid, String, String, Json<Split>, DateTime<Utc>);

impl Running {
    fn of((id, environment, key, event, Json(split), started_at): RunningRow) -> Self {
        Self {
            id: ExperimentId(id),
            environment: EnvironmentId(environment),
            key,
            event,
            split,
            started_at,
        }
    }
}

/// Every experiment that runs.
pub async fn running(pool: &PgPool) -> Result<Vec<Running>> {
    let rows: Vec<RunningRow> = sqlx::query_as(
        "SELECT experiment.id, experiment.environment_id, flags.key, experiment.event, experiment.split,
             experiment.started_at
         FROM flag_experiments experiment JOIN flags ON flags.id = experiment.flag_id
         WHERE experiment.state = 'running' AND flags.archived_at IS NULL ORDER BY flags.key",
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Running::of).collect())
}

/// The experiments of an environment to which these flags or events belong, held until the transaction ends: none of
/// them can end before what is reported is written.
pub async fn hold(
    db: &mut PgConnection,
    environment: EnvironmentId,
    flags: &[String],
    events: &[String],
) -> Result<Vec<Running>> {
    let rows: Vec<RunningRow> = sqlx::query_as(
        "SELECT experiment.id, experiment.environment_id, flags.key, experiment.event, experiment.split,
             experiment.started_at
         FROM flag_experiments experiment JOIN flags ON flags.id = experiment.flag_id
         WHERE experiment.environment_id = $1 AND experiment.state = 'running' AND flags.archived_at IS NULL
             AND (flags.key = ANY($2) OR experiment.event = ANY($3))
         ORDER BY experiment.id FOR SHARE OF experiment",
    )
    .bind(environment.0)
    .bind(flags)
    .bind(events)
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Running::of).collect())
}

/// An experiment of a project.
pub async fn by_id(pool: &PgPool, project: ProjectId, id: ExperimentId) -> Result<Option<Experiment>> {
    Ok(
        sqlx::query_as("SELECT * FROM flag_experiments WHERE project_id = $1 AND id = $2")
            .bind(project.0)
            .bind(id.0)
            .fetch_optional(pool)
            .await?,
    )
}

/// The experiments of a project, newest first.
pub async fn list(pool: &PgPool, project: ProjectId, filter: &Filter, limit: i64) -> Result<Vec<Listed>> {
    let rows = sqlx::query(
        "SELECT experiment.*, flags.key AS flag_key
         FROM flag_experiments experiment JOIN flags ON flags.id = experiment.flag_id
         WHERE experiment.project_id = $1 AND ($2::text IS NULL OR experiment.state = $2)
             AND ($3::uuid IS NULL OR experiment.flag_id = $3 AND experiment.environment_id = $4)
             AND ($5::timestamptz IS NULL OR (experiment.created_at, experiment.id) < ($5, $6))
         ORDER BY experiment.created_at DESC, experiment.id DESC LIMIT $7",
    )
    .bind(project.0)
    .bind(filter.state.map(ExperimentState::as_str))
    .bind(filter.flag.map(|(flag, _)| flag.0))
    .bind(filter.flag.map(|(_, environment)| environment.0))
    .bind(filter.before.map(|before| before.at))
    .bind(filter.before.map(|before| before.id.0))
    .bind(limit)
    .fetch_all(pool)
    .await?;
    let listed = rows.iter().map(|row| {
        Ok(Listed {
            experiment: Experiment::from_row(row)?,
            key: row.try_get("flag_key")?,
        })
    });
    Ok(listed.collect::<Result<_, sqlx::Error>>()?)
}

/// The experiments of a flag that run, by their environments.
pub async fn under_way(pool: &PgPool, flag: FlagId) -> Result<Vec<(EnvironmentId, ExperimentId)>> {
    let rows: Vec<(Uuid, Uuid)> =
        sqlx::query_as("SELECT environment_id, id FROM flag_experiments WHERE flag_id = $1 AND state = 'running'")
            .bind(flag.0)
            .fetch_all(pool)
            .await?;
    Ok(rows
        .into_iter()
        .map(|(environment, id)| (EnvironmentId(environment), ExperimentId(id)))
        .collect())
}

/// Whether a flag needs others.
pub async fn has_needs(db: &mut PgConnection, flag: FlagId) -> Result<bool> {
    Ok(
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM flag_prerequisites WHERE flag_id = $1)")
            .bind(flag.0)
            .fetch_one(db)
            .await?,
    )
}

/// Whether an experiment with this flag runs here.
pub async fn runs(db: &mut PgConnection, flag: FlagId, environment: EnvironmentId) -> Result<bool> {
    Ok(sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM flag_experiments
             WHERE flag_id = $1 AND environment_id = $2 AND state = 'running')",
    )
    .bind(flag.0)
    .bind(environment.0)
    .fetch_one(db)
    .await?)
}

/// Whether a rollout plan moves this flag here.
pub async fn is_moved(db: &mut PgConnection, flag: FlagId, environment: EnvironmentId) -> Result<bool> {
    Ok(sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM flag_plans
             WHERE flag_id = $1 AND environment_id = $2 AND state IN ('running', 'paused'))",
    )
    .bind(flag.0)
    .bind(environment.0)
    .fetch_one(db)
    .await?)
}
