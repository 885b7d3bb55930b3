//! Evaluation in memory: one compiled engine an environment, which needs no database to answer.

mod asked;
mod callers;
mod compiles;
mod contexts;
mod engine;
mod explain;
mod features;
mod feed;
mod follow;
mod keep;
mod live;
mod measure;
mod published;
mod serving;
mod sketch;
mod snapshot;
mod status;
mod tally;
mod taps;
mod tokens;
mod written;

#[cfg(test)]
mod tests;

pub use asked::Asked;
pub use callers::Caller;
pub(super) use compiles::compiles;
pub use contexts::MOST_CONTEXTS;
pub use engine::{Answer, Chosen, Enabled, Engine, Given, Unanswered};
pub use explain::{Bucket, Condition, Explanation, Needed, Tried};
pub use feed::Feed;
pub use follow::{reload, run};
pub use keep::contexts_seen;
pub(super) use measure::audience_since;
pub use measure::{audience, flush};
pub use published::Published;
pub use serving::Serving;
pub use snapshot::{Restored, restore};
pub use status::Source;
pub use tally::Counts;
pub(super) use taps::{Noted, Tap};
pub use written::{Saying, Written};

use crate::{Backend, Result, secrets};
use arc_swap::ArcSwap;
use arkan_domain::{identity::Actor, ids::EnvironmentId};
use live::Live;
use snapshot::TokenPart;
use status::Status;
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};
use tokens::TokenCache;
use tokio::sync::{Notify, watch};

/// What an SDK counted of a flag by itself: times on, times off, times with each variant.
#[derive(Clone, Debug, Default)]
pub struct Counted<'a> {
    pub key: &'a str,
    pub yes: u64,
    pub no: u64,
    pub variants: Vec<(&'a str, u64)>,
}

/// The evaluation engines of every environment, and what is counted while they answer.
#[derive(Default)]
pub struct Engines {
    live: ArcSwap<HashMap<EnvironmentId, Arc<Live>>>,
    /// Held while flags are read, so that an older state never replaces a newer one.
    loading: tokio::sync::Mutex<()>,
    tokens: TokenCache,
    status: Status,
    /// Woken when the database did not answer someone: then it is looked at at once.
    suspect: Notify,
    /// Whether something was counted for an experiment since pages were told.
    counted: AtomicBool,
}

impl Engines {
    /// What flags are answered from: the database as it is, or as it was before it went away.
    #[must_use]
    pub fn source(&self) -> Source {
        self.status.source()
    }

    /// Whether there is anything to answer from.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        !self.live.load().is_empty()
    }

    /// The engine of an environment: for a page that asks without being counted. None before it was read once.
    #[must_use]
    pub fn engine(&self, environment: EnvironmentId) -> Option<Arc<Engine>> {
        self.live.load().get(&environment).map(|live| live.engine.load_full())
    }

    /// Answers an application about one flag and counts it. None before the environment was read once.
    #[must_use]
    pub fn serve(
        &self,
        environment: EnvironmentId,
        key: &str,
        asked: &Asked,
    ) -> Option<(i64, Result<Answer, Unanswered>)> {
        let live = self.live.load();
        let live = live.get(&environment)?;
        live.seen(asked);
        let engine = live.engine.load();
        let answer = engine.answer(key, asked);
        if let Ok(answer) = &answer {
            engine.count(key, answer, live.ofrep(asked).as_ref());
            live.exposed(&engine, key, asked, answer);
        }
        Some((engine.revision, answer))
    }

    /// Answers an application about every flag: `answer` makes what it is told. Notes who asked. None before the environment
    /// was read once.
    #[must_use]
    pub fn serving<T>(
        &self,
        environment: EnvironmentId,
        asked: &Asked,
        answer: impl FnOnce(&Serving<'_>) -> T,
    ) -> Option<T> {
        let live = self.live.load();
        let live = live.get(&environment)?;
        live.seen(asked);
        let engine = live.engine.load();
        Some(answer(&Serving {
            live,
            engine: &engine,
            asked,
        }))
    }

    /// Notes that an application is there.
    pub fn register(&self, environment: EnvironmentId, caller: Caller) {
        if let Some(live) = self.live.load().get(&environment) {
            live.callers.enter(caller);
        }
    }

    /// What is waiting to be written of who was exposed to the experiments that run.
    pub(super) fn taps(&self) -> Vec<Arc<Tap>> {
        let live = self.live.load();
        live.values()
            .filter_map(|live| live.taps.load_full())
            .flat_map(|taps| taps.iter().cloned().collect::<Vec<_>>())
            .collect()
    }

    /// Notes that something was counted for an experiment.
    pub(super) fn counted(&self) {
        self.counted.store(true, Relaxed);
    }

    /// Whether something was since this was asked.
    pub(super) fn take_counted(&self) -> bool {
        self.counted.swap(false, Relaxed)
    }

    /// Adds what an SDK counted by itself.
    pub fn record<'a>(&self, environment: EnvironmentId, caller: Caller, counts: impl Iterator<Item = Counted<'a>>) {
        let live = self.live.load();
        let Some(live) = live.get(&environment) else { return };
        let caller = live.callers.enter(caller);
        let engine = live.engine.load();
        for counted in counts {
            engine.count_many(counted, caller.as_ref());
        }
    }

    /// Wakes at each revision of an environment, and ends with the environment. None before it was read once.
    #[must_use]
    pub fn revisions(&self, environment: EnvironmentId) -> Option<watch::Receiver<i64>> {
        let live = self.live.load();
        live.get(&environment).map(|live| live.revision.subscribe())
    }

    /// Who a bearer token stands for, from memory when it was asked for a moment ago. While the database is away, what
    /// was known last holds.
    ///
    /// # Errors
    /// When the token was never seen and the database does not answer.
    pub async fn actor(&self, backend: &Backend, token: &str) -> Result<Option<Actor>> {
        self.actor_of(backend, secrets::hash_token(token)).await
    }

    /// The same for the stored hash of a token.
    ///
    /// # Errors
    /// As [`Self::actor`].
    pub async fn actor_of(&self, backend: &Backend, hash: Vec<u8>) -> Result<Option<Actor>> {
        self.tokens.actor(backend, hash).await
    }

    /// Wakes when tokens changed: who goes on without asking again should ask.
    #[must_use]
    pub fn doubts(&self) -> watch::Receiver<()> {
        self.tokens.doubts()
    }
}
