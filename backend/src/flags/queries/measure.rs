use crate::Result;
use arkan_domain::ids::{EnvironmentId, FlagId};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

/// How often a flag was asked for in an environment since some moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Answers with yes.
    pub enabled: u64,
    /// Answers with no.
    pub disabled: u64,
}

/// The evaluations of a flag by environment since a moment.
pub async fn usage(pool: &PgPool, flag: FlagId, since: DateTime<Utc>) -> Result<Vec<(EnvironmentId, Usage)>> {
    let rows: Vec<(uuid::Uuid, i64, i64)> = sqlx::query_as(
        "SELECT environment_id, sum(enabled)::bigint, sum(disabled)::bigint FROM flag_usage
         WHERE flag_id = $1 AND hour > $2 GROUP BY environment_id",
    )
    .bind(flag.0)
    .bind(since)
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(environment, enabled, disabled)| {
            let usage = Usage {
                enabled: enabled.unsigned_abs(),
                disabled: disabled.unsigned_abs(),
            };
            (EnvironmentId(environment), usage)
        })
        .collect())
}

/// Puts a sketch together with what other replicas wrote for the same hour, inside a transaction.
pub async fn merge_sketch(
    db: &mut PgConnection,
    environment: EnvironmentId,
    hour: DateTime<Utc>,
    merge: impl FnOnce(Option<&[u8]>) -> Vec<u8>,
) -> Result<()> {
    // An empty sketch first: whoever comes second waits at the row and then merges into what the first one wrote.
    sqlx::query("INSERT INTO flag_audiences (environment_id, hour, sketch) VALUES ($1, $2, '') ON CONFLICT DO NOTHING")
        .bind(environment.0)
        .bind(hour)
        .execute(&mut *db)
        .await?;
    let known: Vec<u8> =
        sqlx::query_scalar("SELECT sketch FROM flag_audiences WHERE environment_id = $1 AND hour = $2 FOR UPDATE")
            .bind(environment.0)
            .bind(hour)
            .fetch_one(&mut *db)
            .await?;
    let merged = merge((!known.is_empty()).then_some(&known));
    if merged != known {
        sqlx::query("UPDATE flag_audiences SET sketch = $3 WHERE environment_id = $1 AND hour = $2")
            .bind(environment.0)
            .bind(hour)
            .bind(merged)
            .execute(db)
            .await?;
    }
    Ok(())
}

/// The sketches of an environment since a moment, each with its hour.
pub async fn sketches(
    pool: &PgPool,
    environment: EnvironmentId,
    since: DateTime<Utc>,
) -> Result<Vec<(DateTime<Utc>, Vec<u8>)>> {
    Ok(
        sqlx::query_as("SELECT hour, sketch FROM flag_audiences WHERE environment_id = $1 AND hour > $2")
            .bind(environment.0)
            .bind(since)
            .fetch_all(pool)
            .await?,
    )
}

/// Forgets the sketches of hours that no page asks for any more.
pub async fn forget_sketches(pool: &PgPool, until: DateTime<Utc>) -> Result<()> {
    sqlx::query("DELETE FROM flag_audiences WHERE hour < $1")
        .bind(until)
        .execute(pool)
        .await?;
    Ok(())
}
