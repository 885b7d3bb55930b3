//! What runs beside the requests: wake-ups, jobs, schedules, sweeps.

use arkan_backend::{
    Backend, events,
    identity::PgSessionStore,
    jobs::{self, Handler, Worker, WorkerSettings},
};
use chrono::TimeDelta;
use std::{sync::Arc, time::Duration};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::http::Limits;

/// How often what has expired is removed.
const SWEEP: Duration = Duration::from_secs(300);
/// How long finished jobs can be looked at.
const KEEP_JOBS: TimeDelta = TimeDelta::days(30);

/// Every kind of job that this binary can do.
pub fn handlers() -> Vec<(&'static str, Arc<dyn Handler>)> {
    Vec::new()
}

/// Starts everything; each task ends at `stop`.
pub fn start(backend: &Backend, limits: &Limits, stop: &CancellationToken) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    tasks.spawn(events::follow(
        backend.events.clone(),
        backend.pool.clone(),
        stop.clone(),
    ));
    tasks.spawn(Worker::new(backend.clone(), handlers(), WorkerSettings::default()).run(stop.clone()));
    tasks.spawn(sweep(backend.clone(), limits.clone(), stop.clone()));
    tasks
}

async fn sweep(backend: Backend, limits: Limits, stop: CancellationToken) {
    let sessions = PgSessionStore::new(backend.pool.clone(), backend.clock.clone());
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(SWEEP) => {}
        }
        limits.sweep();
        let swept = async {
            sessions.sweep().await?;
            jobs::sweep(&backend.pool, backend.clock.now(), KEEP_JOBS).await
        };
        if let Err(error) = swept.await {
            tracing::warn!(%error, "what has expired could not be removed; the next round will");
        }
    }
}
