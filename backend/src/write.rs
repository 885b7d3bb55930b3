use crate::{
    Backend, Result,
    audit::{self, Entry},
    jobs::{self, NewJob},
    timeline::{self, NewEvent},
};
use arkan_domain::{identity::Actor, ids::JobId};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, Postgres, Transaction};
use std::collections::BTreeSet;

/// One change: rows, audit, timeline and jobs in one transaction, one wake-up after it.
///
/// Dropped without [`commit`](Self::commit), nothing happened.
pub struct Write {
    tx: Transaction<'static, Postgres>,
    backend: Backend,
    actor: Actor,
    now: DateTime<Utc>,
    audit: Vec<Entry>,
    topics: BTreeSet<&'static str>,
}

impl Write {
    pub(crate) async fn begin(backend: Backend, actor: Actor) -> Result<Self> {
        let tx = backend.pool.begin().await?;
        let now = backend.clock.now();
        Ok(Self {
            tx,
            backend,
            actor,
            now,
            audit: Vec::new(),
            topics: BTreeSet::new(),
        })
    }

    /// The connection inside the transaction.
    pub fn db(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// The time of the change: the same for every row of it.
    #[must_use]
    pub const fn now(&self) -> DateTime<Utc> {
        self.now
    }

    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    #[must_use]
    pub const fn backend(&self) -> &Backend {
        &self.backend
    }

    /// Records who did what. The rows are chained at commit, so that the chain's lock is held for a moment only.
    pub fn audit(&mut self, entry: Entry) {
        self.audit.push(entry);
    }

    /// Puts an event on the change timeline.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn timeline(&mut self, event: NewEvent) -> Result<()> {
        self.topics.insert("timeline");
        self.topics.insert(event.pillar.as_str());
        timeline::insert(&mut self.tx, self.now, &self.actor.label, event).await
    }

    /// Queues a job that exists exactly when the change does. `None`: a live job has the same dedupe key.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn enqueue(&mut self, job: NewJob) -> Result<Option<JobId>> {
        self.topics.insert("jobs");
        jobs::insert(&mut self.tx, self.now, job).await
    }

    /// Wakes what follows a topic (pages, caches) after the commit.
    pub fn touch(&mut self, topic: &'static str) {
        self.topics.insert(topic);
    }

    /// Makes the change durable, then wakes who waits for it.
    ///
    /// # Errors
    /// When the database does not answer; then nothing happened.
    pub async fn commit(mut self) -> Result<()> {
        if !self.audit.is_empty() {
            let entries = std::mem::take(&mut self.audit);
            audit::append(&mut self.tx, self.now, &self.actor, entries).await?;
        }
        self.tx.commit().await?;
        for topic in self.topics {
            self.backend.events.publish(topic);
        }
        Ok(())
    }
}
