use super::super::{ArmCount, Counts, Unit};
use crate::{Result, flags::engines::Noted};
use arkan_domain::ids::ExperimentId;
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor, PgPool};

/// Writes who was exposed, as long as the experiment runs: users in order, so that two replicas wait for each other
/// instead of blocking each other. The first exposure stays; a second group is noted as such.
pub async fn expose(db: impl PgExecutor<'_>, experiment: ExperimentId, noted: &[Noted]) -> Result<u64> {
    let units: Vec<&[u8]> = noted.iter().map(|one| &one.unit[..]).collect();
    let arms: Vec<i16> = noted.iter().map(|one| one.arm).collect();
    let times: Vec<DateTime<Utc>> = noted.iter().map(|one| one.at).collect();
    let done = sqlx::query(
        "WITH experiment AS (
             SELECT id, started_at FROM flag_experiments WHERE id = $1 AND state = 'running' FOR SHARE
         ), noted AS (
             SELECT unit, (array_agg(arm ORDER BY at, arm))[1] AS arm, min(at) AS at, count(DISTINCT arm) > 1 AS crossed
             FROM unnest($2::bytea[], $3::smallint[], $4::timestamptz[]) AS given (unit, arm, at) GROUP BY unit
         )
         INSERT INTO flag_experiment_units AS known (experiment_id, unit, arm, exposed_at, crossed)
         SELECT experiment.id, noted.unit, noted.arm, noted.at, noted.crossed
         FROM experiment JOIN noted ON noted.at >= experiment.started_at ORDER BY noted.unit
         ON CONFLICT (experiment_id, unit) DO UPDATE SET
             arm = coalesce(known.arm, excluded.arm),
             exposed_at = least(known.exposed_at, excluded.exposed_at),
             crossed = known.crossed OR excluded.crossed OR coalesce(known.arm <> excluded.arm, false)
         WHERE known.exposed_at IS NULL OR excluded.exposed_at < known.exposed_at
             OR NOT known.crossed AND (excluded.crossed OR known.arm <> excluded.arm)",
    )
    .bind(experiment.0)
    .bind(units)
    .bind(arms)
    .bind(times)
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Writes who did what is counted, whether or not their exposure is known already. The last time stays: it tells
/// whether there was one after the exposure. The experiment is held by the caller.
pub async fn convert(db: &mut PgConnection, experiment: ExperimentId, done: &[(Unit, DateTime<Utc>)]) -> Result<()> {
    let units: Vec<&[u8]> = done.iter().map(|(unit, _)| &unit[..]).collect();
    let times: Vec<DateTime<Utc>> = done.iter().map(|(_, at)| *at).collect();
    sqlx::query(
        "INSERT INTO flag_experiment_units AS known (experiment_id, unit, converted_at)
         SELECT $1, unit, max(at) FROM unnest($2::bytea[], $3::timestamptz[]) AS given (unit, at)
         GROUP BY unit ORDER BY unit
         ON CONFLICT (experiment_id, unit) DO UPDATE SET
             converted_at = greatest(known.converted_at, excluded.converted_at)
         WHERE known.converted_at IS NULL OR excluded.converted_at > known.converted_at",
    )
    .bind(experiment.0)
    .bind(units)
    .bind(times)
    .execute(db)
    .await?;
    Ok(())
}

/// What was counted of an experiment with so many groups.
pub async fn count(db: impl PgExecutor<'_>, experiment: ExperimentId, arms: usize) -> Result<Counts> {
    let rows: Vec<(Option<i16>, bool, i64, i64)> = sqlx::query_as(
        "SELECT arm, crossed, count(*), count(*) FILTER (WHERE converted_at >= exposed_at)
         FROM flag_experiment_units WHERE experiment_id = $1 GROUP BY arm, crossed",
    )
    .bind(experiment.0)
    .fetch_all(db)
    .await?;
    let mut counts = Counts {
        arms: vec![ArmCount::default(); arms],
        ..Counts::default()
    };
    for (arm, crossed, users, converted) in rows {
        let place = arm.and_then(|arm| usize::try_from(arm).ok());
        match place.and_then(|place| counts.arms.get_mut(place)) {
            None => counts.strangers += users.unsigned_abs(),
            Some(_) if crossed => counts.crossed += users.unsigned_abs(),
            Some(count) => {
                *count = ArmCount {
                    exposed: users.unsigned_abs(),
                    converted: converted.unsigned_abs(),
                }
            }
        }
    }
    Ok(counts)
}

/// Removes a part of what ended experiments were counted from. False: nothing is left.
pub async fn sweep(pool: &PgPool, most: i64) -> Result<bool> {
    let mut tx = pool.begin().await?;
    let ended: Option<uuid::Uuid> =
        sqlx::query_scalar("SELECT id FROM flag_experiments WHERE sweep ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED")
            .fetch_optional(&mut *tx)
            .await?;
    let Some(ended) = ended else { return Ok(false) };
    let removed = sqlx::query(
        "DELETE FROM flag_experiment_units WHERE ctid = ANY(ARRAY(
             SELECT ctid FROM flag_experiment_units WHERE experiment_id = $1 LIMIT $2))",
    )
    .bind(ended)
    .bind(most)
    .execute(&mut *tx)
    .await?;
    if removed.rows_affected() < most.unsigned_abs() {
        sqlx::query("UPDATE flag_experiments SET sweep = false WHERE id = $1")
            .bind(ended)
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await?;
    Ok(true)
}
