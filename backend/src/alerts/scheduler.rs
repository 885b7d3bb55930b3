//! Asks what is due. Any number of replicas may run one: a due check is leased by one of them.

use super::{
    partitions::maintain,
    probes::{Outcome, Prober},
    queries::{checks::Check, schedule},
    record::record,
};
use crate::{Backend, Result};
use arkan_domain::{
    alerts::{Failure, Spec},
    identity::Actor,
};
use chrono::TimeDelta;
use std::{sync::Arc, time::Duration};
use tokio::{sync::Semaphore, task::JoinSet, time::Instant};
use tokio_util::sync::CancellationToken;

/// How often the scheduler looks for due checks.
const TICK: Duration = Duration::from_millis(500);
/// How often the partitions are looked after.
const MAINTENANCE: Duration = Duration::from_hours(1);
/// How soon maintenance that failed is tried again.
const MAINTENANCE_RETRY: Duration = Duration::from_secs(5);
/// How often pages are woken by results that changed no state.
const WAKE: Duration = Duration::from_secs(3);
/// How long a stop waits for answers that are under way.
const DRAIN: Duration = Duration::from_secs(5);
/// How much longer than its time limit a check is leased.
const SLACK: TimeDelta = TimeDelta::seconds(15);

/// Runs the checks of one process.
#[derive(Clone)]
pub struct Scheduler {
    backend: Backend,
    prober: Prober,
    concurrency: usize,
}

impl Scheduler {
    /// At most `concurrency` checks are asked at a time.
    #[must_use]
    pub const fn new(backend: Backend, prober: Prober, concurrency: usize) -> Self {
        Self {
            backend,
            prober,
            concurrency,
        }
    }

    /// Asks until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        let slots = Arc::new(Semaphore::new(self.concurrency));
        let mut running: JoinSet<()> = JoinSet::new();
        let mut maintained: Option<Instant> = None;
        let (mut woken, mut answers) = (Instant::now(), 0_usize);
        while !stop.is_cancelled() {
            if maintained.is_none_or(|due| due <= Instant::now()) {
                maintained = Some(Instant::now() + self.maintain().await);
            }
            while running.try_join_next().is_some() {
                answers += 1;
            }
            if answers > 0 && woken.elapsed() >= WAKE {
                self.backend.events.publish("checks");
                (woken, answers) = (Instant::now(), 0);
            }
            for check in self.lease(slots.available_permits()).await {
                let Ok(slot) = Arc::clone(&slots).acquire_owned().await else {
                    break;
                };
                let this = self.clone();
                running.spawn(async move {
                    this.ask(check).await;
                    drop(slot);
                });
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(TICK) => {}
            }
        }
        let drained = async { while running.join_next().await.is_some() {} };
        // What is not answered by then is asked again by whoever comes next.
        let _ = tokio::time::timeout(DRAIN, drained).await;
    }

    /// Asks every check that is due now, one after the other, and returns how many: for tests.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn run_due(&self) -> Result<usize> {
        let now = self.backend.clock.now();
        let due = schedule::lease(&self.backend.pool, now, 1000, SLACK).await?;
        let count = due.len();
        for check in due {
            let outcome = self.outcome(&check).await;
            self.settle(&check, &outcome).await?;
        }
        Ok(count)
    }

    async fn maintain(&self) -> Duration {
        match maintain(&self.backend).await {
            Ok(()) => MAINTENANCE,
            Err(error) => {
                tracing::warn!(%error, source = std::error::Error::source(&error), "partitions could not be maintained");
                MAINTENANCE_RETRY
            }
        }
    }

    async fn lease(&self, slots: usize) -> Vec<Check> {
        if slots == 0 {
            return Vec::new();
        }
        let limit = i64::try_from(slots).unwrap_or(i64::MAX);
        match schedule::lease(&self.backend.pool, self.backend.clock.now(), limit, SLACK).await {
            Ok(checks) => checks,
            Err(error) => {
                tracing::warn!(%error, "due checks could not be taken");
                Vec::new()
            }
        }
    }

    async fn ask(&self, check: Check) {
        let outcome = self.outcome(&check).await;
        metrics::counter!("arkan_checks_total", "kind" => check.kind.as_str(), "ok" => if outcome.ok { "1" } else { "0" })
            .increment(1);
        if let Err(error) = self.settle(&check, &outcome).await {
            let source = std::error::Error::source(&error);
            tracing::warn!(%error, source, check = %check.id, "a result could not be recorded");
        }
    }

    async fn outcome(&self, check: &Check) -> Outcome {
        if matches!(check.spec, Spec::Heartbeat { .. }) {
            return Outcome::failed(Failure::Silent, None);
        }
        let secret = match check.secret.as_deref().map(|sealed| self.backend.secrets.open(sealed)) {
            Some(Ok(secret)) => Some(secret),
            Some(Err(_)) => return Outcome::failed(Failure::Secret, None),
            None => None,
        };
        let timeout = Duration::from_secs(u64::try_from(check.timeout_seconds).unwrap_or(1));
        self.prober
            .probe(&check.spec, secret.as_ref(), timeout, self.backend.clock.now())
            .await
    }

    /// Records a result, unless the check was edited, paused, pinged or taken by another meanwhile.
    async fn settle(&self, check: &Check, outcome: &Outcome) -> Result<()> {
        let mut write = self.backend.write(&Actor::system("checks")).await?;
        if let Some(locked) = schedule::lock_leased(write.db(), check).await? {
            record(&mut write, &locked, outcome, locked.next_run_at).await?;
            write.commit().await?;
        }
        Ok(())
    }
}
