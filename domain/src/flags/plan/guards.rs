use crate::{ids::CheckId, text_enum};
use serde::{Deserialize, Serialize};

text_enum! {
    /// Which firing alerts of the project stop a plan. An acknowledged one does not: someone has judged it.
    #[derive(Default)]
    AlertGuard {
        #[default]
        None = "none",
        Critical = "critical",
        Any = "any",
    }
}

text_enum! {
    /// What a plan does when one of its guards trips.
    OnTrip {
        /// Stays where it is, until someone resumes it.
        Pause = "pause",
        /// Ends, and gives the flag the share that it had before the plan.
        Back = "back",
        /// Ends, and switches the flag off.
        Off = "off",
    }
}

/// What a plan watches while it runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guards {
    pub alerts: AlertGuard,
    /// A check that must not be down.
    pub check: Option<CheckId>,
    /// The largest share of that check's results of the last ten minutes that may have failed, in percent.
    pub max_failures: Option<u8>,
}

impl Guards {
    /// Whether there is anything to watch.
    #[must_use]
    pub fn watch(&self) -> bool {
        self.alerts != AlertGuard::None || self.check.is_some()
    }
}

/// Which guard tripped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "guard", rename_all = "snake_case")]
pub enum Trip {
    /// An alert fires.
    Alert { path: String },
    /// The check is down.
    Check { name: String },
    /// Too many of the check's results failed: these percent.
    Failures { name: String, percent: u8 },
}
