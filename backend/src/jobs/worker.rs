use super::{Handler, Job, JobError, Run, queries};
use crate::{Backend, Result};
use arkan_domain::ids::JobId;
use chrono::TimeDelta;
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::{sync::Semaphore, task::JoinSet};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How a worker waits and holds.
#[derive(Clone, Copy, Debug)]
pub struct WorkerSettings {
    pub concurrency: usize,
    /// How long a job is held without a sign of life.
    pub lease: Duration,
    /// The slow look for due jobs behind the wake-ups.
    pub poll: Duration,
}

impl Default for WorkerSettings {
    fn default() -> Self {
        Self {
            concurrency: 4,
            lease: Duration::from_secs(15),
            poll: Duration::from_secs(1),
        }
    }
}

/// Runs the jobs of one process.
#[derive(Clone)]
pub struct Worker {
    backend: Backend,
    handlers: Arc<HashMap<&'static str, Arc<dyn Handler>>>,
    settings: WorkerSettings,
    id: Uuid,
}

impl Worker {
    #[must_use]
    pub fn new(
        backend: Backend,
        handlers: impl IntoIterator<Item = (&'static str, Arc<dyn Handler>)>,
        settings: WorkerSettings,
    ) -> Self {
        Self {
            backend,
            handlers: Arc::new(handlers.into_iter().collect()),
            settings,
            id: Uuid::now_v7(),
        }
    }

    /// Works until `stop`; then gives back what it holds.
    pub async fn run(self, stop: CancellationToken) {
        let slots = Arc::new(Semaphore::new(self.settings.concurrency));
        let mut running = JoinSet::new();
        let mut wake = self.backend.events.subscribe();
        loop {
            while running.try_join_next().is_some() {}
            let claimed = match slots.clone().try_acquire_owned() {
                Ok(slot) => self.claim().await.map(|job| (slot, job)),
                Err(_) => None,
            };
            if let Some((slot, (job, spent))) = claimed {
                let (worker, stop) = (self.clone(), stop.clone());
                running.spawn(async move {
                    worker.work(job, spent, stop).await;
                    drop(slot);
                });
                continue;
            }
            tokio::select! {
                () = stop.cancelled() => break,
                () = tokio::time::sleep(self.settings.poll) => {}
                Some(_) = running.join_next() => {}
                _ = wake.recv() => {}
            }
        }
        while running.join_next().await.is_some() {}
    }

    /// Runs every job that is due now, one after the other, and returns how many: for tests and the command line.
    pub async fn run_due(&self) -> usize {
        let mut done = 0;
        while let Some((job, spent)) = self.claim().await {
            self.work(job, spent, CancellationToken::new()).await;
            done += 1;
        }
        done
    }

    async fn claim(&self) -> Option<(Job, bool)> {
        let kinds: Vec<&'static str> = self.handlers.keys().copied().collect();
        let now = self.backend.clock.now();
        match queries::claim(&self.backend.pool, &kinds, self.id, now, now + self.lease()).await {
            Ok(job) => job,
            Err(error) => {
                tracing::warn!(%error, "jobs could not be claimed");
                None
            }
        }
    }

    fn lease(&self) -> TimeDelta {
        TimeDelta::from_std(self.settings.lease).unwrap_or(TimeDelta::seconds(15))
    }

    async fn work(&self, job: Job, spent: bool, stop: CancellationToken) {
        let Some(handler) = self.handlers.get(job.kind.as_str()).cloned() else {
            return;
        };
        let run = Run {
            backend: self.backend.clone(),
            id: JobId(job.id),
            payload: job.payload.clone(),
            attempt: job.attempts,
            max_attempts: job.max_attempts,
            cancel: CancellationToken::new(),
        };
        let ended = if spent {
            self.give_up(&*handler, &run, "failed", "the process that ran this job died")
                .await
        } else {
            tokio::select! {
                result = handler.run(&run) => self.settle(&*handler, &run, result).await,
                () = self.hold(&run) => {
                    tracing::warn!(job = %run.id, kind = job.kind, "the lease was lost; another worker has the job");
                    run.cancel.cancel();
                    Ok(())
                }
                () = stop.cancelled() => {
                    run.cancel.cancel();
                    queries::release(&self.backend.pool, job.id, self.id, self.backend.clock.now()).await
                }
            }
        };
        if let Err(error) = ended {
            tracing::error!(%error, job = %run.id, kind = job.kind, "the end of a job could not be recorded; its lease will run out");
        }
        self.backend.events.publish("jobs");
    }

    /// Renews the lease and passes on a wish to stop; returns when the lease is lost.
    async fn hold(&self, run: &Run) {
        let mut held_until = tokio::time::Instant::now() + self.settings.lease;
        loop {
            tokio::time::sleep(self.settings.lease / 5).await;
            let until = self.backend.clock.now() + self.lease();
            match queries::renew(&self.backend.pool, run.id.0, self.id, until).await {
                Ok(Some(cancel)) => {
                    held_until = tokio::time::Instant::now() + self.settings.lease;
                    if cancel {
                        run.cancel.cancel();
                    }
                }
                Ok(None) => return,
                Err(error) if tokio::time::Instant::now() > held_until => {
                    tracing::warn!(%error, "the lease of a job could not be renewed in time");
                    return;
                }
                Err(_) => {}
            }
        }
    }

    async fn settle(&self, handler: &dyn Handler, run: &Run, result: std::result::Result<(), JobError>) -> Result<()> {
        let now = self.backend.clock.now();
        metrics::counter!("arkan_jobs_total", "result" => if result.is_ok() { "ok" } else { "error" }).increment(1);
        match result {
            Ok(()) => queries::finish(&self.backend.pool, run.id.0, self.id, "succeeded", None, now)
                .await
                .map(|_| ()),
            Err(JobError::Retry { after, reason }) if run.attempt < run.max_attempts => {
                tracing::warn!(job = %run.id, reason, "a job will be tried again");
                queries::requeue(&self.backend.pool, run.id.0, self.id, now + after, &reason).await
            }
            Err(JobError::Retry { reason, .. } | JobError::Fail(reason)) => {
                self.give_up(handler, run, "failed", &reason).await
            }
            Err(JobError::Cancelled) => self.give_up(handler, run, "cancelled", "cancelled").await,
        }
    }

    async fn give_up(&self, handler: &dyn Handler, run: &Run, state: &str, reason: &str) -> Result<()> {
        tracing::warn!(job = %run.id, state, reason, "a job ended without success");
        handler.abandoned(run, reason).await?;
        let now = self.backend.clock.now();
        queries::finish(&self.backend.pool, run.id.0, self.id, state, Some(reason), now).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
