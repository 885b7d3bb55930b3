//! Freezes: times in which no flag changes and no release moves.

mod form;

pub use form::{FreezeDraft, FreezeForm, moment};

use chrono::{DateTime, Utc};

/// What is refused about freezes, and because of one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FreezeError {
    /// One is in force here.
    #[error("changes are frozen here")]
    Frozen {
        until: DateTime<Utc>,
        reason: String,
        by: String,
    },
    #[error("the freeze is over already")]
    Over,
}

/// Where a freeze stands in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Planned,
    InForce,
    Over,
}

/// Where a freeze from one moment until another (not included) stands, if it was not `ended` before.
#[must_use]
pub fn phase((from, until): (DateTime<Utc>, DateTime<Utc>), ended: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Phase {
    let until = ended.map_or(until, |ended| ended.min(until));
    if now >= until {
        Phase::Over
    } else if now < from {
        Phase::Planned
    } else {
        Phase::InForce
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn a_freeze_holds_from_its_beginning_until_before_its_end() {
        let span = (at(10), at(20));
        let phases = [9, 10, 19, 20].map(|now| phase(span, None, at(now)));
        assert_eq!(phases, [Phase::Planned, Phase::InForce, Phase::InForce, Phase::Over]);
    }

    proptest! {
        #[test]
        fn what_is_ended_never_holds_again(from in 0_i64..100, length in 1_i64..100, ended in 0_i64..250, now in 0_i64..250) {
            let (from, until) = (at(from), at(from + length));
            let found = phase((from, until), Some(at(ended)), at(now));
            prop_assert_eq!(found == Phase::Over, now >= ended || at(now) >= until);
            prop_assert_eq!(found == Phase::InForce, now < ended && from <= at(now) && at(now) < until);
        }
    }
}
