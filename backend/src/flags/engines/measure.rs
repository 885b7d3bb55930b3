use super::{keep, live::Live, sketch::Sketch};
use crate::{
    Backend, Result,
    flags::queries::{self, partitions, usage},
};
use arkan_domain::{
    identity::{Action, Actor, Place},
    ids::{EnvironmentId, ProjectId},
};
use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use std::sync::Arc;

/// About how many distinct users asked in an environment in the last 24 hours; none while nobody did.
///
/// # Errors
/// [`crate::Error::Forbidden`] for those who may not see the project.
pub async fn audience(
    backend: &Backend,
    actor: &Actor,
    project: ProjectId,
    environment: EnvironmentId,
) -> Result<Option<u64>> {
    let seen = audience_since(backend, actor, project, environment, TimeDelta::hours(24)).await?;
    Ok(seen.map(|(count, _)| count))
}

/// The same for a longer time, of at most [`KEEP_AUDIENCE`], with the first hour in which somebody asked.
pub async fn audience_since(
    backend: &Backend,
    actor: &Actor,
    project: ProjectId,
    environment: EnvironmentId,
    back: TimeDelta,
) -> Result<Option<(u64, DateTime<Utc>)>> {
    backend.allow(actor, Action::View, Place::environment(project, environment))?;
    let now = backend.clock.now();
    let total = Sketch::default();
    let mut first = now;
    for (hour, stored) in queries::sketches(&backend.pool, environment, now - back).await? {
        if let Some(sketch) = Sketch::from_bytes(&stored) {
            first = first.min(hour);
            total.absorb(&sketch);
        }
    }
    if let Some(live) = backend.flags.live.load().get(&environment) {
        total.absorb(&live.audience.load());
    }
    Ok(Some((total.count(), first)).filter(|(count, _)| *count > 0))
}

/// How long sketches of users are kept: experiments are planned by the last seven days.
const KEEP_AUDIENCE: TimeDelta = TimeDelta::days(8);

/// How many months of counts are kept besides the current one. No page looks further back than 30 days.
const KEEP_MONTHS: u32 = 3;

/// Writes what was counted since the last time. What cannot be written is kept for the next.
///
/// # Errors
/// When the database does not answer.
pub async fn flush(backend: &Backend) -> Result<()> {
    let now = backend.clock.now();
    partitions::maintain(&backend.pool, now, KEEP_MONTHS).await?;
    let live = backend.flags.live.load_full();
    // What cannot be written of one environment must not hold back the others.
    let mut first = Ok(());
    let mut written = false;
    for (environment, live) in live.iter() {
        let counted = flush_usage(backend, *environment, live, now).await;
        written |= matches!(counted, Ok(true));
        first = first.and(counted.map(|_| ()));
        first = first.and(flush_callers(backend, *environment, live, now).await);
        first = first.and(flush_audience(backend, *environment, live, hour_of(now)).await);
        first = first.and(keep::flush(backend, *environment, live, now).await);
    }
    if written {
        backend.events.publish("usage");
    }
    first.and(queries::forget_sketches(&backend.pool, now - KEEP_AUDIENCE).await)
}

fn hour_of(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(TimeDelta::hours(1)).unwrap_or(at)
}

/// Whether there was anything to write.
async fn flush_usage(backend: &Backend, environment: EnvironmentId, live: &Live, now: DateTime<Utc>) -> Result<bool> {
    let mut counts = live.engine.load().take_counts();
    if counts.is_empty() {
        return Ok(false);
    }
    // Always in the same order, so that two replicas wait for each other instead of blocking each other.
    counts.sort_unstable_by_key(|(id, _)| *id);
    let written = async {
        let mut tx = backend.pool.begin().await?;
        usage::add(&mut tx, environment, hour_of(now), &counts).await?;
        usage::add_variants(&mut tx, environment, hour_of(now), &counts).await?;
        usage::add_seen(&mut tx, environment, now, &counts).await?;
        usage::add_apps(&mut tx, environment, now, &counts).await?;
        tx.commit().await?;
        Ok(true)
    };
    let written = written.await;
    if written.is_err() {
        live.engine.load().give_back(&counts);
    }
    written
}

async fn flush_callers(backend: &Backend, environment: EnvironmentId, live: &Live, now: DateTime<Utc>) -> Result<()> {
    let callers = live.callers.take();
    if callers.is_empty() {
        return Ok(());
    }
    let written = usage::add_applications(&backend.pool, environment, now, &callers).await;
    if written.is_err() {
        live.callers.give_back(callers);
    }
    written
}

async fn flush_audience(backend: &Backend, environment: EnvironmentId, live: &Live, hour: DateTime<Utc>) -> Result<()> {
    if live.audience.load().is_empty() {
        return Ok(());
    }
    let seen = live.audience.swap(Arc::default());
    let written = merge(backend, environment, hour, &seen).await;
    if written.is_err() {
        live.audience.load().absorb(&seen);
    }
    written
}

async fn merge(backend: &Backend, environment: EnvironmentId, hour: DateTime<Utc>, seen: &Sketch) -> Result<()> {
    let mut tx = backend.pool.begin().await?;
    queries::merge_sketch(&mut tx, environment, hour, |known| {
        let total = known.and_then(Sketch::from_bytes).unwrap_or_default();
        total.absorb(seen);
        total.to_bytes()
    })
    .await?;
    tx.commit().await?;
    Ok(())
}
