//! Reading what was counted, and what is known of flags besides.

use super::Flag;
use crate::Result;
use arkan_domain::{
    flags::lifecycle::{Completion, Seen},
    ids::{EnvironmentId, FlagId, ProjectId},
};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// One application that asked for a flag, and the SDKs that it was seen with: name and version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// Empty when it gives no name.
    pub name: String,
    pub sdks: Vec<(String, String)>,
    pub first_at: DateTime<Utc>,
    pub last_at: DateTime<Utc>,
}

/// A flag's answers by the beginning of an hour or a UTC day: yes, no.
pub async fn series(
    pool: &PgPool,
    flag: FlagId,
    environment: EnvironmentId,
    unit: &str,
    since: DateTime<Utc>,
) -> Result<Vec<(DateTime<Utc>, i64, i64)>> {
    Ok(sqlx::query_as(
        "SELECT date_trunc($3, hour, 'UTC'), sum(enabled)::bigint, sum(disabled)::bigint FROM flag_usage
         WHERE flag_id = $1 AND environment_id = $2 AND hour >= $4 GROUP BY 1 ORDER BY 1",
    )
    .bind(flag.0)
    .bind(environment.0)
    .bind(unit)
    .bind(since)
    .fetch_all(pool)
    .await?)
}

/// A flag's variants by the beginning of an hour or a UTC day.
pub async fn variant_series(
    pool: &PgPool,
    flag: FlagId,
    environment: EnvironmentId,
    unit: &str,
    since: DateTime<Utc>,
) -> Result<Vec<(String, DateTime<Utc>, i64)>> {
    Ok(sqlx::query_as(
        "SELECT variant, date_trunc($3, hour, 'UTC'), sum(evaluations)::bigint FROM flag_variant_usage
         WHERE flag_id = $1 AND environment_id = $2 AND hour >= $4 GROUP BY 1, 2 ORDER BY 1, 2",
    )
    .bind(flag.0)
    .bind(environment.0)
    .bind(unit)
    .bind(since)
    .fetch_all(pool)
    .await?)
}

/// The applications that asked for a flag in an environment, the last one first.
pub async fn apps(pool: &PgPool, flag: FlagId, environment: EnvironmentId) -> Result<Vec<App>> {
    type Row = (String, DateTime<Utc>, DateTime<Utc>, Vec<String>, Vec<String>);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT caller.app, caller.first_at, caller.last_at,
                coalesce(array_agg(known.sdk ORDER BY known.sdk, known.sdk_version)
                         FILTER (WHERE known.sdk <> ''), '{}'),
                coalesce(array_agg(known.sdk_version ORDER BY known.sdk, known.sdk_version)
                         FILTER (WHERE known.sdk <> ''), '{}')
         FROM flag_callers caller
         LEFT JOIN flag_applications known ON known.environment_id = caller.environment_id AND known.app = caller.app
         WHERE caller.flag_id = $1 AND caller.environment_id = $2
         GROUP BY caller.app, caller.first_at, caller.last_at ORDER BY caller.last_at DESC, caller.app",
    )
    .bind(flag.0)
    .bind(environment.0)
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(name, first_at, last_at, sdks, versions)| App {
            name,
            sdks: sdks.into_iter().zip(versions).collect(),
            first_at,
            last_at,
        })
        .collect())
}

/// When flags were asked for, by flag and environment.
pub async fn seen(pool: &PgPool, flags: &[FlagId]) -> Result<HashMap<(FlagId, EnvironmentId), Seen>> {
    type Row = (
        Uuid,
        Uuid,
        DateTime<Utc>,
        DateTime<Utc>,
        Option<DateTime<Utc>>,
        Option<DateTime<Utc>>,
    );
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT flag_id, environment_id, first_at, last_at, on_at, off_at FROM flag_seen WHERE flag_id = ANY($1)",
    )
    .bind(ids(flags))
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(flag, environment, first_at, last_at, on_at, off_at)| {
            let seen = Seen {
                first_at,
                last_at,
                on_at,
                off_at,
            };
            ((FlagId(flag), EnvironmentId(environment)), seen)
        })
        .collect())
}

/// How many different variants flags answered since a moment, by flag and environment.
pub async fn variants(
    pool: &PgPool,
    flags: &[FlagId],
    since: DateTime<Utc>,
) -> Result<HashMap<(FlagId, EnvironmentId), usize>> {
    let rows: Vec<(Uuid, Uuid, i64)> = sqlx::query_as(
        "SELECT flag_id, environment_id, count(DISTINCT variant) FROM flag_variant_usage
         WHERE flag_id = ANY($1) AND hour > $2 GROUP BY 1, 2",
    )
    .bind(ids(flags))
    .bind(since)
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(flag, environment, count)| {
            let count = usize::try_from(count).unwrap_or_default();
            ((FlagId(flag), EnvironmentId(environment)), count)
        })
        .collect())
}

/// The owners' word about flags.
pub async fn completions(pool: &PgPool, flags: &[FlagId]) -> Result<HashMap<FlagId, (Completion, String)>> {
    let rows: Vec<(Uuid, bool, DateTime<Utc>, String)> = sqlx::query_as(
        "SELECT flag_id, keeps, completed_at, completed_by FROM flag_completions WHERE flag_id = ANY($1)",
    )
    .bind(ids(flags))
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(flag, keeps, at, by)| (FlagId(flag), (Completion { keeps, at }, by)))
        .collect())
}

/// Which of some flags need others.
pub async fn with_needs(pool: &PgPool, flags: &[FlagId]) -> Result<HashSet<FlagId>> {
    let ids: Vec<Uuid> = sqlx::query_scalar("SELECT DISTINCT flag_id FROM flag_prerequisites WHERE flag_id = ANY($1)")
        .bind(ids(flags))
        .fetch_all(pool)
        .await?;
    Ok(ids.into_iter().map(FlagId).collect())
}

/// The keys of the flags in use that need some flags.
pub async fn dependents(pool: &PgPool, flags: &[FlagId]) -> Result<HashMap<FlagId, Vec<String>>> {
    let rows: Vec<(Uuid, Vec<String>)> = sqlx::query_as(
        "SELECT needs.parent_id, array_agg(child.key ORDER BY child.key)
         FROM flag_prerequisites needs JOIN flags child ON child.id = needs.flag_id
         WHERE needs.parent_id = ANY($1) AND child.archived_at IS NULL GROUP BY 1",
    )
    .bind(ids(flags))
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|(flag, keys)| (FlagId(flag), keys)).collect())
}

pub async fn complete(db: &mut PgConnection, flag: FlagId, completion: Completion, by: &str) -> Result<()> {
    sqlx::query(
        "INSERT INTO flag_completions (flag_id, keeps, completed_at, completed_by) VALUES ($1, $2, $3, $4)
         ON CONFLICT (flag_id) DO UPDATE
         SET keeps = excluded.keeps, completed_at = excluded.completed_at, completed_by = excluded.completed_by",
    )
    .bind(flag.0)
    .bind(completion.keeps)
    .bind(completion.at)
    .bind(by)
    .execute(db)
    .await?;
    Ok(())
}

/// Takes the owner's word back; the word that it was, if there was one.
pub async fn reopen(db: &mut PgConnection, flag: FlagId) -> Result<Option<bool>> {
    Ok(
        sqlx::query_scalar("DELETE FROM flag_completions WHERE flag_id = $1 RETURNING keeps")
            .bind(flag.0)
            .fetch_optional(db)
            .await?,
    )
}

/// Flags in use that may be stale, oldest first, after one of them: those that are older than the shortest time after
/// which any can be.
pub async fn candidates(
    pool: &PgPool,
    project: ProjectId,
    made_before: DateTime<Utc>,
    after: Option<FlagId>,
    limit: i64,
) -> Result<Vec<Flag>> {
    Ok(sqlx::query_as(
        "SELECT * FROM flags WHERE project_id = $1 AND archived_at IS NULL AND created_at <= $2
         AND ($3::uuid IS NULL OR id > $3) ORDER BY id LIMIT $4",
    )
    .bind(project.0)
    .bind(made_before)
    .bind(after.map(|id| id.0))
    .bind(limit)
    .fetch_all(pool)
    .await?)
}

fn ids(flags: &[FlagId]) -> Vec<Uuid> {
    flags.iter().map(|id| id.0).collect()
}
