use crate::Result;
use arkan_domain::ids::{EnvironmentId, FlagId};
use chrono::{DateTime, Datelike as _, Months, NaiveDate, Utc};
use sqlx::{AssertSqlSafe, PgConnection, PgPool};

/// How often a flag was asked for in an environment since some moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Answers with yes.
    pub enabled: u64,
    /// Answers with no.
    pub disabled: u64,
}

/// Held while partitions are made: two replicas may start at the same moment.
const PARTITION_LOCK: i64 = 0x6172_6b61_6e66_7573;

/// Makes the partition of the month of `at`, if it is not there.
pub async fn ensure_partition(pool: &PgPool, at: DateTime<Utc>) -> Result<()> {
    let day = at.date_naive();
    let Some(first) = NaiveDate::from_ymd_opt(day.year(), day.month(), 1) else {
        return Ok(());
    };
    let (name, next) = (first.format("flag_usage_%Y_%m").to_string(), first + Months::new(1));
    let known: bool = sqlx::query_scalar("SELECT to_regclass($1) IS NOT NULL")
        .bind(&name)
        .fetch_one(pool)
        .await?;
    if known {
        return Ok(());
    }
    let mut tx = pool.begin().await?;
    sqlx::query("SELECT pg_advisory_xact_lock($1)")
        .bind(PARTITION_LOCK)
        .execute(&mut *tx)
        .await?;
    // Only dates go into the text.
    let sql = format!(
        "CREATE TABLE IF NOT EXISTS {name} PARTITION OF flag_usage
         FOR VALUES FROM ('{first} 00:00:00+00') TO ('{next} 00:00:00+00')"
    );
    sqlx::query(AssertSqlSafe(sql)).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Adds evaluations to an hour. Flags that are gone meanwhile are left out.
pub async fn add_usage(
    pool: &PgPool,
    environment: EnvironmentId,
    hour: DateTime<Utc>,
    counts: &[(FlagId, u64, u64)],
) -> Result<()> {
    // Always in the same order, so that two replicas wait for each other instead of blocking each other.
    let mut sorted: Vec<_> = counts.iter().collect();
    sorted.sort_by_key(|(id, ..)| *id);
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let ids: Vec<uuid::Uuid> = sorted.iter().map(|(id, ..)| id.0).collect();
    let enabled: Vec<i64> = sorted.iter().map(|(_, enabled, _)| number(*enabled)).collect();
    let disabled: Vec<i64> = sorted.iter().map(|(.., disabled)| number(*disabled)).collect();
    sqlx::query(
        "INSERT INTO flag_usage (flag_id, environment_id, hour, enabled, disabled)
         SELECT id, $1, $2, enabled, disabled
         FROM unnest($3::uuid[], $4::bigint[], $5::bigint[]) WITH ORDINALITY AS counted (id, enabled, disabled, place)
         ORDER BY place
         ON CONFLICT (flag_id, environment_id, hour) DO UPDATE
         SET enabled = flag_usage.enabled + excluded.enabled, disabled = flag_usage.disabled + excluded.disabled",
    )
    .bind(environment.0)
    .bind(hour)
    .bind(ids)
    .bind(enabled)
    .bind(disabled)
    .execute(pool)
    .await?;
    Ok(())
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

/// The sketches of an environment's hours since a moment.
pub async fn sketches(pool: &PgPool, environment: EnvironmentId, since: DateTime<Utc>) -> Result<Vec<Vec<u8>>> {
    Ok(
        sqlx::query_scalar("SELECT sketch FROM flag_audiences WHERE environment_id = $1 AND hour > $2")
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
