//! How results become a state: a pure function.

use super::CheckState;

/// What a check says, and how many failures it has seen in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    pub state: CheckState,
    pub failures: u32,
}

/// A change of state that people may want to hear of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The first good result of a new check: nothing to tell.
    FirstUp,
    /// Down, after the first failure and every retry.
    WentDown,
    Recovered,
}

impl Health {
    pub const NEW: Self = Self {
        state: CheckState::Unknown,
        failures: 0,
    };

    /// The health after one more result. A check goes down after one failure and `retries` further ones in a row;
    /// one success brings it back.
    #[must_use]
    pub fn after(self, ok: bool, retries: u32) -> (Self, Option<Change>) {
        if ok {
            let change = match self.state {
                CheckState::Up => None,
                CheckState::Unknown => Some(Change::FirstUp),
                CheckState::Down => Some(Change::Recovered),
            };
            return (
                Self {
                    state: CheckState::Up,
                    failures: 0,
                },
                change,
            );
        }
        let failures = self.failures.saturating_add(1);
        if self.state != CheckState::Down && failures > retries {
            (
                Self {
                    state: CheckState::Down,
                    failures,
                },
                Some(Change::WentDown),
            )
        } else {
            (Self { failures, ..self }, None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn run(results: &[bool], retries: u32) -> (Health, Vec<Change>) {
        let mut health = Health::NEW;
        let mut changes = Vec::new();
        for ok in results {
            let (next, change) = health.after(*ok, retries);
            health = next;
            changes.extend(change);
        }
        (health, changes)
    }

    #[test]
    fn two_retries_forgive_two_failures() {
        assert_eq!(
            run(&[true, false, false], 2).0,
            Health {
                state: CheckState::Up,
                failures: 2
            }
        );
        assert_eq!(run(&[true, false, false, false], 2).0.state, CheckState::Down);
        assert_eq!(
            run(&[true, false, false, true, false, false], 2).0.state,
            CheckState::Up
        );
    }

    #[test]
    fn a_new_check_that_never_answered_goes_down_too() {
        assert_eq!(
            run(&[false], 0),
            (
                Health {
                    state: CheckState::Down,
                    failures: 1
                },
                vec![Change::WentDown]
            )
        );
        assert_eq!(run(&[false], 1).0.state, CheckState::Unknown);
    }

    proptest! {
        #[test]
        fn one_success_always_recovers(results in prop::collection::vec(any::<bool>(), 0..60), retries in 0_u32..5) {
            let (health, _) = run(&results, retries);
            prop_assert_eq!(health.after(true, retries).0, Health { state: CheckState::Up, failures: 0 });
        }

        #[test]
        fn down_and_recovered_alternate(results in prop::collection::vec(any::<bool>(), 0..60), retries in 0_u32..5) {
            let (health, changes) = run(&results, retries);
            let told: Vec<_> = changes.into_iter().filter(|change| *change != Change::FirstUp).collect();
            for (index, change) in told.iter().enumerate() {
                prop_assert_eq!(*change, if index % 2 == 0 { Change::WentDown } else { Change::Recovered });
            }
            prop_assert_eq!(health.state == CheckState::Down, told.len() % 2 == 1);
        }

        #[test]
        fn it_is_down_exactly_when_it_failed_often_enough(
            results in prop::collection::vec(any::<bool>(), 1..60), retries in 0_u32..5,
        ) {
            let (health, _) = run(&results, retries);
            let in_a_row = results.iter().rev().take_while(|ok| !**ok).count();
            prop_assert_eq!(health.failures as usize, in_a_row);
            prop_assert_eq!(health.state == CheckState::Down, in_a_row > retries as usize);
        }
    }
}
