use super::{
    Asked, Engine,
    callers::{Caller, Callers},
    contexts::{Sample, day_of},
    sketch::Sketch,
    taps::Tap,
};
use arc_swap::{ArcSwap, ArcSwapOption};
use std::sync::Arc;
use tokio::sync::watch;

/// One environment while the console runs: its engine, and who asked since the last minute.
pub(super) struct Live {
    pub engine: ArcSwap<Engine>,
    pub audience: ArcSwap<Sketch>,
    /// The revision of the engine: tells who waits that there is another.
    pub revision: watch::Sender<i64>,
    pub callers: Callers,
    pub contexts: Sample,
    /// The experiments that run here; none most of the time, which is all that an answer then looks at.
    pub taps: ArcSwapOption<Vec<Arc<Tap>>>,
}

impl Live {
    pub fn new(engine: Engine) -> Self {
        Self {
            contexts: Sample::new(day_of(engine.since)),
            revision: watch::Sender::new(engine.revision),
            engine: ArcSwap::from_pointee(engine),
            audience: ArcSwap::default(),
            callers: Callers::default(),
            taps: ArcSwapOption::empty(),
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
        self.contexts.note(asked);
    }

    /// The one entry of an application that speaks OFREP.
    pub fn ofrep(&self, asked: &Asked) -> Option<Arc<Caller>> {
        self.callers.enter(Caller::ofrep(asked.app.as_deref()))
    }
}
