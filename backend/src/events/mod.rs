//! Wake-ups: which topic changed, told to every page and cache of every replica.
//!
//! A wake-up carries no data; who hears it reads the rows again. So a lost one is repaired by the next,
//! and after a gap (`*`) everyone reads again.

mod follow;

pub use follow::follow;

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{Notify, broadcast};
use uuid::Uuid;

/// Every topic: sent when wake-ups may have been missed.
pub const ALL_TOPICS: &str = "*";

/// Where wake-ups come together.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    /// Tells this replica's own notifications from the others'.
    id: Uuid,
    local: broadcast::Sender<Arc<str>>,
    outgoing: Mutex<BTreeSet<&'static str>>,
    pending: Notify,
}

impl Hub {
    #[must_use]
    pub(crate) fn new() -> Self {
        let (local, _) = broadcast::channel(256);
        Self(Arc::new(Inner {
            id: Uuid::now_v7(),
            local,
            outgoing: Mutex::default(),
            pending: Notify::new(),
        }))
    }

    /// Wakes everyone who follows the topic, here at once and on the other replicas soon.
    pub fn publish(&self, topic: &'static str) {
        self.wake_local(topic);
        self.0
            .outgoing
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(topic);
        self.0.pending.notify_one();
    }

    /// The topics as they change. A receiver that lags should read everything again.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<str>> {
        self.0.local.subscribe()
    }

    fn wake_local(&self, topic: &str) {
        // An error means that nobody listens just now.
        let _ = self.0.local.send(Arc::from(topic));
    }
}
