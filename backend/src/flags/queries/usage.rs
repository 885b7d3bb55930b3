//! Writing what was counted.

use crate::{
    Result,
    flags::engines::{Caller, Counts},
};
use arkan_domain::ids::{EnvironmentId, FlagId};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use std::{borrow::Borrow, collections::BTreeSet};
use uuid::Uuid;

/// How many applications are remembered of a flag in an environment, and of an environment.
const MOST_APPS: i64 = 50;
const MOST_APPLICATIONS: i64 = 500;

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn ids(counts: &[(FlagId, Counts)]) -> Vec<Uuid> {
    counts.iter().map(|(id, _)| id.0).collect()
}

/// Adds evaluations to an hour. The counts are in the order of their flags.
pub async fn add(
    db: &mut PgConnection,
    environment: EnvironmentId,
    hour: DateTime<Utc>,
    counts: &[(FlagId, Counts)],
) -> Result<()> {
    let enabled: Vec<i64> = counts.iter().map(|(_, counts)| number(counts.yes)).collect();
    let disabled: Vec<i64> = counts.iter().map(|(_, counts)| number(counts.no)).collect();
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
    .bind(ids(counts))
    .bind(enabled)
    .bind(disabled)
    .execute(db)
    .await?;
    Ok(())
}

/// Adds evaluations with a variant to an hour.
pub async fn add_variants(
    db: &mut PgConnection,
    environment: EnvironmentId,
    hour: DateTime<Utc>,
    counts: &[(FlagId, Counts)],
) -> Result<()> {
    let rows = || {
        counts.iter().flat_map(|(id, counts)| {
            counts
                .variants
                .iter()
                .map(move |(name, count)| (id.0, name.clone(), number(*count)))
        })
    };
    if rows().next().is_none() {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO flag_variant_usage (flag_id, environment_id, hour, variant, evaluations)
         SELECT id, $1, $2, variant, evaluations
         FROM unnest($3::uuid[], $4::text[], $5::bigint[]) WITH ORDINALITY AS counted (id, variant, evaluations, place)
         ORDER BY place
         ON CONFLICT (flag_id, environment_id, hour, variant) DO UPDATE
         SET evaluations = flag_variant_usage.evaluations + excluded.evaluations",
    )
    .bind(environment.0)
    .bind(hour)
    .bind(rows().map(|(id, ..)| id).collect::<Vec<_>>())
    .bind(rows().map(|(_, name, _)| name).collect::<Vec<_>>())
    .bind(rows().map(|(.., count)| count).collect::<Vec<_>>())
    .execute(db)
    .await?;
    Ok(())
}

/// Notes when flags were asked for, and what they answered.
pub async fn add_seen(
    db: &mut PgConnection,
    environment: EnvironmentId,
    now: DateTime<Utc>,
    counts: &[(FlagId, Counts)],
) -> Result<()> {
    let yes: Vec<bool> = counts.iter().map(|(_, counts)| counts.yes > 0).collect();
    let no: Vec<bool> = counts.iter().map(|(_, counts)| counts.no > 0).collect();
    sqlx::query(
        "INSERT INTO flag_seen (flag_id, environment_id, first_at, last_at, on_at, off_at)
         SELECT id, $1, $2, $2, CASE WHEN yes THEN $2 END, CASE WHEN no THEN $2 END
         FROM unnest($3::uuid[], $4::bool[], $5::bool[]) WITH ORDINALITY AS counted (id, yes, no, place)
         ORDER BY place
         ON CONFLICT (flag_id, environment_id) DO UPDATE
         SET last_at = greatest(flag_seen.last_at, excluded.last_at),
             on_at = greatest(flag_seen.on_at, excluded.on_at), off_at = greatest(flag_seen.off_at, excluded.off_at)",
    )
    .bind(environment.0)
    .bind(now)
    .bind(ids(counts))
    .bind(yes)
    .bind(no)
    .execute(db)
    .await?;
    Ok(())
}

/// Notes which applications asked for flags. Of each flag the last ones are remembered.
pub async fn add_apps(
    db: &mut PgConnection,
    environment: EnvironmentId,
    now: DateTime<Utc>,
    counts: &[(FlagId, Counts)],
) -> Result<()> {
    let rows = || {
        counts
            .iter()
            .flat_map(|(id, counts)| counts.apps.iter().map(move |app| (id.0, app.clone())))
    };
    let flags: Vec<Uuid> = rows().map(|(id, _)| id).collect();
    if flags.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO flag_callers (flag_id, environment_id, app, first_at, last_at)
         SELECT id, $1, app, $2, $2 FROM unnest($3::uuid[], $4::text[]) WITH ORDINALITY AS asked (id, app, place)
         ORDER BY place
         ON CONFLICT (flag_id, environment_id, app) DO UPDATE
         SET last_at = greatest(flag_callers.last_at, excluded.last_at)",
    )
    .bind(environment.0)
    .bind(now)
    .bind(&flags)
    .bind(rows().map(|(_, app)| app).collect::<Vec<_>>())
    .execute(&mut *db)
    .await?;
    sqlx::query(
        "DELETE FROM flag_callers USING (
             SELECT flag_id, app, row_number() OVER (PARTITION BY flag_id ORDER BY last_at DESC, app) AS place
             FROM flag_callers WHERE environment_id = $1 AND flag_id = ANY($2)) known
         WHERE flag_callers.environment_id = $1 AND flag_callers.flag_id = known.flag_id
           AND flag_callers.app = known.app AND known.place > $3",
    )
    .bind(environment.0)
    .bind(&flags)
    .bind(MOST_APPS)
    .execute(db)
    .await?;
    Ok(())
}

/// Notes the applications of an environment with their SDKs. The last ones are remembered.
pub async fn add_applications(
    pool: &PgPool,
    environment: EnvironmentId,
    now: DateTime<Utc>,
    callers: &[impl Borrow<Caller> + Sync],
) -> Result<()> {
    // In order and each once, whoever they come from.
    let callers: BTreeSet<&Caller> = callers.iter().map(Borrow::borrow).collect();
    let texts = |of: fn(&Caller) -> &String| callers.iter().map(|caller| of(caller).clone()).collect::<Vec<_>>();
    let mut tx = pool.begin().await?;
    sqlx::query(
        "INSERT INTO flag_applications (environment_id, app, sdk, sdk_version, first_at, last_at)
         SELECT $1, app, sdk, version, $2, $2
         FROM unnest($3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS asked (app, sdk, version, place)
         ORDER BY place
         ON CONFLICT (environment_id, app, sdk, sdk_version) DO UPDATE
         SET last_at = greatest(flag_applications.last_at, excluded.last_at)",
    )
    .bind(environment.0)
    .bind(now)
    .bind(texts(|caller| &caller.app))
    .bind(texts(|caller| &caller.sdk))
    .bind(texts(|caller| &caller.version))
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "DELETE FROM flag_applications WHERE environment_id = $1 AND (app, sdk, sdk_version) IN (
             SELECT app, sdk, sdk_version FROM flag_applications WHERE environment_id = $1
             ORDER BY last_at DESC, app, sdk, sdk_version OFFSET $2)",
    )
    .bind(environment.0)
    .bind(MOST_APPLICATIONS)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}
