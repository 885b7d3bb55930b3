use super::{
    Plan,
    advance::{advance, halt},
    queries,
};
use crate::{
    Backend, Result, Write,
    flags::{
        requests,
        service::{Target, commit},
    },
    projects,
};
use arkan_domain::{flags::plan::Halt, identity::Actor};
use chrono::TimeDelta;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often a replica looks for plans that are due.
const TICK: Duration = Duration::from_millis(500);
/// When a plan that could not be moved is tried again; meanwhile the others move on.
const RETRY: TimeDelta = TimeDelta::seconds(30);

/// Moves the plans that are due, until `stop`. Every replica may do it: a plan is moved by one at a time, in a
/// transaction that either takes a step whole or not at all, so that whoever dies in between has done nothing.
pub async fn work(backend: Backend, stop: CancellationToken) {
    loop {
        if let Err(error) = requests::apply_due(&backend).await {
            let source = std::error::Error::source(&error);
            tracing::warn!(%error, source, "a change request could not be applied; the next look will try again");
        }
        if let Err(error) = run_due(&backend).await {
            let source = std::error::Error::source(&error);
            tracing::warn!(%error, source, "a rollout plan could not be moved; the next look will try again");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

/// Moves every plan that is due now, and says how many were looked at.
///
/// # Errors
/// When the database does not answer.
pub async fn run_due(backend: &Backend) -> Result<usize> {
    let mut looked = 0;
    while run_one(backend).await? {
        looked += 1;
    }
    Ok(looked)
}

async fn run_one(backend: &Backend) -> Result<bool> {
    let actor = Actor::system("rollout plan");
    let mut write = backend.write(&actor).await?;
    let now = write.now();
    let Some(due) = queries::claim(write.db(), now).await? else {
        return Ok(false);
    };
    let project = projects::find(backend, &actor, &due.project).await?;
    let environments = projects::environments(backend, project.id).await?;
    let Some(environment) = environments
        .iter()
        .find(|environment| environment.id == due.environment)
    else {
        return Ok(false);
    };
    let target = Target {
        project: &project,
        environment,
        key: &due.key,
    };
    let moved = if due.archived {
        stop_archived(&mut write, target, &due).await
    } else {
        advance(&mut write, target, due.plan).await
    };
    match moved {
        Ok(()) => commit(backend, write).await?,
        Err(error) => {
            drop(write);
            let source = std::error::Error::source(&error).map(ToString::to_string);
            tracing::warn!(%error, source, plan = %due.plan, "a rollout plan could not be moved; it is tried again");
            let mut db = backend.pool.acquire().await?;
            queries::look_at(&mut db, due.plan, now + RETRY).await?;
        }
    }
    Ok(true)
}

async fn stop_archived(write: &mut Write, target: Target<'_>, due: &queries::Due) -> Result<()> {
    match queries::lock(write.db(), due.plan).await?.filter(Plan::is_running) {
        Some(plan) => halt(write, target, &plan, Halt::Archive).await,
        None => Ok(()),
    }
}
