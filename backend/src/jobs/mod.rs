//! Long or delayed work as rows of Postgres (docs/adr/0004-jobs.md).
//!
//! A worker claims a due job with `SKIP LOCKED` and holds a lease that it renews. When the process dies, the
//! lease runs out and another worker takes the job again; when the attempts are used up, the handler is told
//! that its work was abandoned, so that no row is left "running". Handlers must bear being run again.

mod console;
mod queries;
mod worker;

pub use console::{Overview, cancel, overview};
pub(crate) use queries::insert;
pub use queries::{Job, find, request_cancel, stuck};
pub use worker::{Worker, WorkerSettings};

use crate::{Backend, Error, Result};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use arkan_domain::ids::JobId;

/// A job to be queued.
#[derive(Clone, Debug)]
pub struct NewJob {
    pub kind: &'static str,
    pub payload: Value,
    /// At most one queued or running job has a given key.
    pub dedupe_key: Option<String>,
    /// `None`: at once.
    pub run_at: Option<DateTime<Utc>>,
    /// How often it may begin, crashes included.
    pub max_attempts: i32,
}

impl NewJob {
    #[must_use]
    pub fn new(kind: &'static str, payload: Value) -> Self {
        Self {
            kind,
            payload,
            dedupe_key: None,
            run_at: None,
            max_attempts: 3,
        }
    }

    #[must_use]
    pub fn dedupe(mut self, key: impl Into<String>) -> Self {
        self.dedupe_key = Some(key.into());
        self
    }

    #[must_use]
    pub const fn at(mut self, run_at: DateTime<Utc>) -> Self {
        self.run_at = Some(run_at);
        self
    }

    #[must_use]
    pub const fn attempts(mut self, attempts: i32) -> Self {
        self.max_attempts = attempts;
        self
    }
}

/// How a job ended, when not well.
#[derive(Debug)]
pub enum JobError {
    /// Try again after this time, as long as attempts are left.
    Retry { after: TimeDelta, reason: String },
    /// Trying again would not help.
    Fail(String),
    /// Somebody asked for it to stop, and it did.
    Cancelled,
}

impl From<Error> for JobError {
    fn from(error: Error) -> Self {
        let reason =
            std::error::Error::source(&error).map_or_else(|| error.to_string(), |source| format!("{error}: {source}"));
        Self::Retry {
            after: TimeDelta::seconds(5),
            reason,
        }
    }
}

/// What does the work of one kind of job.
#[async_trait]
pub trait Handler: Send + Sync + 'static {
    /// Does the work. It may have been begun before, by a process that died.
    async fn run(&self, run: &Run) -> std::result::Result<(), JobError>;

    /// The job ended without success for good: failed, cancelled, or its process died too often.
    async fn abandoned(&self, _run: &Run, _reason: &str) -> Result<()> {
        Ok(())
    }
}

/// A job while it runs.
pub struct Run {
    pub backend: Backend,
    pub id: JobId,
    pub payload: Value,
    /// 1 for the first try.
    pub attempt: i32,
    pub max_attempts: i32,
    /// Fires when somebody asked for the job to stop, or the lease was lost.
    pub cancel: CancellationToken,
}

impl Run {
    /// Tells pages how far the work is. `step` is a code that the page puts into words.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn progress(&self, percent: Option<u8>, step: &str, topic: &'static str) -> Result<()> {
        queries::progress(&self.backend.pool, self.id, percent, step).await?;
        self.backend.events.publish(topic);
        Ok(())
    }
}

/// Queues a job outside of a change: for schedules. `None`: a live job has the same key.
///
/// # Errors
/// When the database does not answer.
pub async fn enqueue(backend: &Backend, job: NewJob) -> Result<Option<JobId>> {
    let mut connection = backend.pool.acquire().await?;
    let id = queries::insert(&mut connection, backend.clock.now(), job).await?;
    backend.events.publish("jobs");
    Ok(id)
}

/// Removes finished jobs older than `keep`.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(pool: &PgPool, now: DateTime<Utc>, keep: TimeDelta) -> Result<u64> {
    queries::sweep(pool, now - keep).await
}
