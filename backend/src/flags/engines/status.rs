use crate::{Error, Result};
use chrono::{DateTime, Utc};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed};

/// What flags are answered from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The database answered when it was last asked.
    Live,
    /// The database is away: as it was at this time, from memory.
    Memory(DateTime<Utc>),
    /// The console started without its database: as it was at this time, from the file.
    Snapshot(DateTime<Utc>),
}

impl Source {
    /// `live`, `memory` or `snapshot`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Memory(_) => "memory",
            Self::Snapshot(_) => "snapshot",
        }
    }

    /// When the database confirmed last what is answered; none while it does.
    #[must_use]
    pub const fn as_of(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Live => None,
            Self::Memory(at) | Self::Snapshot(at) => Some(at),
        }
    }
}

/// Whether the database answers, and when it last did.
#[derive(Default)]
pub(super) struct Status {
    away: AtomicBool,
    snapshot: AtomicBool,
    /// Microseconds since the epoch; 0 for never.
    confirmed: AtomicI64,
}

impl Status {
    pub fn is_away(&self) -> bool {
        self.away.load(Relaxed)
    }

    /// Whether the flags came from a file and were not read from the database since.
    pub fn is_snapshot(&self) -> bool {
        self.snapshot.load(Relaxed)
    }

    pub fn source(&self) -> Source {
        if !self.is_away() {
            return Source::Live;
        }
        let at = DateTime::from_timestamp_micros(self.confirmed.load(Relaxed)).unwrap_or_default();
        if self.is_snapshot() {
            Source::Snapshot(at)
        } else {
            Source::Memory(at)
        }
    }

    /// Notes that the flags come from a file.
    pub fn restored(&self, as_of: DateTime<Utc>) {
        self.confirmed.store(as_of.timestamp_micros(), Relaxed);
        self.snapshot.store(true, Relaxed);
        self.away.store(true, Relaxed);
    }

    /// Notes how reading the flags went. Tells whether the database came back with it.
    pub fn note(&self, result: &Result<()>, now: DateTime<Utc>) -> bool {
        match result {
            Ok(()) => {
                self.confirmed.store(now.timestamp_micros(), Relaxed);
                self.snapshot.store(false, Relaxed);
                self.away.swap(false, Relaxed)
            }
            Err(Error::Unavailable(_)) => {
                self.away.store(true, Relaxed);
                false
            }
            // It answers, but not what was asked for: that is for whoever reads the log.
            Err(_) => false,
        }
    }
}
