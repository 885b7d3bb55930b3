use super::{Asked, Engine, sketch::Sketch};
use arc_swap::ArcSwap;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
};
use tokio::sync::watch;

/// One environment while the console runs: its engine, and who asked since the last minute.
pub(super) struct Live {
    pub engine: ArcSwap<Engine>,
    pub audience: ArcSwap<Sketch>,
    /// The revision of the engine: tells who waits that there is another.
    pub revision: watch::Sender<i64>,
}

impl Live {
    pub fn new(engine: Engine) -> Self {
        Self {
            revision: watch::Sender::new(engine.revision),
            engine: ArcSwap::from_pointee(engine),
            audience: ArcSwap::default(),
        }
    }

    /// Answers by another engine from here on.
    pub fn replace(&self, engine: Engine) {
        let revision = engine.revision;
        self.engine.store(Arc::new(engine));
        self.revision.send_replace(revision);
    }

    /// Notes who asks.
    pub fn seen(&self, asked: &Asked) {
        if let Some(user) = &asked.user {
            self.audience.load().insert(user);
        }
    }
}

/// How often a flag was answered with yes and with no since the last minute.
#[derive(Default)]
pub(super) struct Tally {
    yes: AtomicU64,
    no: AtomicU64,
}

impl Tally {
    pub fn add(&self, value: bool) {
        if value { &self.yes } else { &self.no }.fetch_add(1, Relaxed);
    }

    /// The counts, and zero from here on; none when nothing was counted.
    pub fn take(&self) -> Option<(u64, u64)> {
        let (yes, no) = (self.yes.swap(0, Relaxed), self.no.swap(0, Relaxed));
        (yes + no > 0).then_some((yes, no))
    }

    pub fn give_back(&self, yes: u64, no: u64) {
        self.yes.fetch_add(yes, Relaxed);
        self.no.fetch_add(no, Relaxed);
    }
}
