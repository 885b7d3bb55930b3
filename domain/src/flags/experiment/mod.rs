//! Experiments: how many users are needed, whether the groups are as large as they should be, and what their
//! difference says. Each number comes with the interval in which the truth may lie.

mod form;
mod interval;
mod judge;
mod permille;
mod ratio;
mod size;
mod split;
#[cfg(test)]
mod tests;

pub use form::{ExperimentDraft, ExperimentForm, check_event, check_unit};
pub use interval::{Interval, newcombe, wilson};
pub use judge::{ArmReading, Counted, Difference, Finding, Meanwhile, Reading, Verdict, judge};
pub use permille::Permille;
pub use ratio::{ALARM, Ratio, ratio};
pub use size::{Goal, needed};
pub use split::{Arm, MOST_ARMS, NoSplit, OFF, ON, Split, SplitKind};

use crate::text_enum;
use statrs::distribution::{ContinuousCDF as _, Normal};

/// How often a difference is found where there is none: one time in twenty.
pub const ALPHA: f64 = 0.05;
/// How often a difference of the planned size is found where there is one.
pub const POWER: f64 = 0.8;

text_enum! {
    /// Where an experiment stands.
    ExperimentState {
        /// Planned; nothing is counted.
        Draft = "draft",
        Running = "running",
        /// Its numbers stay as they were.
        Ended = "ended",
    }
}

text_enum! {
    /// What was decided at the end of an experiment.
    Decision {
        /// A treatment is kept, or the flag stays on.
        Treatment = "treatment",
        Control = "control",
        /// Nothing is decided by it.
        Nothing = "nothing",
    }
}

/// The error that each comparison may make, so that all of them together make no more than [`ALPHA`] (Bonferroni).
fn alpha(comparisons: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a handful of variants")]
    let comparisons = comparisons.max(1) as f64;
    ALPHA / comparisons
}

/// The point that a standard normal value stays below with this probability.
fn quantile(probability: f64) -> f64 {
    Normal::standard().inverse_cdf(probability)
}
