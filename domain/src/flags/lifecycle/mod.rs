//! Where a flag stands between its first draft and its archive, told from evidence.

mod evidence;
mod removal;
mod stage;

#[cfg(test)]
mod tests;

pub use evidence::{Completion, Evidence, InEnvironment, Seen, everyone};
pub use removal::{Obstacle, Proof, Removal};
pub use stage::{Lifecycle, Stage, StaleReason, lifecycle};

use super::FlagKind;
use chrono::TimeDelta;

/// After so many days of one value for everyone in production a flag has done its work.
pub const SETTLED_DAYS: i64 = 7;
/// After so many days without a question, or of one answer only, the code behind a flag is dead weight.
pub const QUIET_DAYS: i64 = 14;

impl FlagKind {
    /// How long such a flag is expected to live, in days: Unleash's figures for its types of flags. None for what is
    /// made to stay.
    #[must_use]
    pub const fn lifetime_days(self) -> Option<i64> {
        match self {
            Self::Release | Self::Experiment => Some(40),
            Self::Operational => Some(7),
            Self::KillSwitch | Self::Permission => None,
        }
    }
}

const SETTLED: TimeDelta = TimeDelta::days(SETTLED_DAYS);
const QUIET: TimeDelta = TimeDelta::days(QUIET_DAYS);
