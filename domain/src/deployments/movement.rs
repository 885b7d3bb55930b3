use super::DeploymentError;
use crate::{ids::ReleaseId, text_enum};

text_enum! {
    /// How a release came into a stage.
    RunKind {
        /// Into the first stage, or by starting by itself.
        Deploy = "deploy",
        /// From the stage before.
        Promote = "promote",
        /// Back to a release that ran here earlier.
        Rollback = "rollback",
    }
}

/// A release in a stage, as far as movement asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occupant {
    pub release: ReleaseId,
    pub version: String,
}

/// Who holds a stage, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    pub by: String,
    pub reason: String,
}

/// A stage, as far as movement asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageState {
    pub current: Option<Occupant>,
    pub hold: Option<Hold>,
}

/// The stage before another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Previous {
    pub name: String,
    pub current: Option<Occupant>,
}

/// Whether a release may be promoted into a stage, and as what. The first stage has no `previous` and takes any release.
///
/// # Errors
/// A hold, a release that already runs here, or one that does not run in the stage before.
pub fn promote(
    stage: &StageState,
    previous: Option<&Previous>,
    release: &Occupant,
) -> Result<RunKind, DeploymentError> {
    if let Some(hold) = &stage.hold {
        return Err(DeploymentError::Held {
            by: hold.by.clone(),
            reason: hold.reason.clone(),
        });
    }
    refuse_current(stage, release)?;
    match previous {
        None => Ok(RunKind::Deploy),
        Some(previous) if runs(previous.current.as_ref(), release) => Ok(RunKind::Promote),
        Some(previous) => Err(DeploymentError::NotInPreviousStage {
            version: release.version.clone(),
            previous: previous.name.clone(),
            running: previous.current.as_ref().map(|current| current.version.clone()),
        }),
    }
}

/// Whether a stage may go back to a release. A hold does not stand in the way: it stops what is new.
///
/// # Errors
/// A release that runs here now, or never ran here.
pub fn roll_back(stage: &StageState, ran_here: bool, release: &Occupant) -> Result<RunKind, DeploymentError> {
    refuse_current(stage, release)?;
    if ran_here {
        Ok(RunKind::Rollback)
    } else {
        Err(DeploymentError::NeverRanHere {
            version: release.version.clone(),
        })
    }
}

/// Whether a stage may be held: once at a time, so that nobody's reason is written over.
///
/// # Errors
/// A hold that is there already.
pub fn hold(stage: &StageState) -> Result<(), DeploymentError> {
    match &stage.hold {
        Some(hold) => Err(DeploymentError::AlreadyHeld { by: hold.by.clone() }),
        None => Ok(()),
    }
}

/// Whether there is a hold to lift; gives it.
///
/// # Errors
/// No hold.
pub fn unhold(stage: &StageState) -> Result<&Hold, DeploymentError> {
    stage.hold.as_ref().ok_or(DeploymentError::NotHeld)
}

fn runs(current: Option<&Occupant>, release: &Occupant) -> bool {
    current.is_some_and(|current| current.release == release.release)
}

fn refuse_current(stage: &StageState, release: &Occupant) -> Result<(), DeploymentError> {
    if runs(stage.current.as_ref(), release) {
        Err(DeploymentError::AlreadyRuns {
            version: release.version.clone(),
        })
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn occupant(number: u8) -> Occupant {
        Occupant {
            release: ReleaseId(Uuid::from_u128(u128::from(number))),
            version: number.to_string(),
        }
    }

    fn inventory() -> Hold {
        Hold {
            by: "Layla".into(),
            reason: "inventory week".into(),
        }
    }

    #[test]
    fn the_refusal_says_what_runs_before() {
        let previous = Previous {
            name: "Staging".into(),
            current: Some(occupant(2)),
        };
        assert_eq!(
            promote(&StageState::default(), Some(&previous), &occupant(1)),
            Err(DeploymentError::NotInPreviousStage {
                version: "1".into(),
                previous: "Staging".into(),
                running: Some("2".into())
            })
        );
    }

    proptest! {
        #[test]
        fn a_release_is_promoted_exactly_when_it_runs_before_and_not_here(
            here in proptest::option::of(0u8..4), before in proptest::option::of(proptest::option::of(0u8..4)),
            asked in 0u8..4, hold in any::<bool>(),
        ) {
            let stage = StageState { current: here.map(occupant), hold: hold.then(inventory) };
            let previous = before.map(|current| Previous { name: "before".into(), current: current.map(occupant) });
            let result = promote(&stage, previous.as_ref(), &occupant(asked));
            let allowed = !hold && here != Some(asked) && before.is_none_or(|current| current == Some(asked));
            prop_assert_eq!(result.is_ok(), allowed);
            if hold {
                let named = matches!(result, Err(DeploymentError::Held { by, .. }) if by == "Layla");
                prop_assert!(named);
            } else if let Ok(kind) = result {
                prop_assert_eq!(kind == RunKind::Deploy, before.is_none());
            }
        }

        #[test]
        fn going_back_asks_only_whether_it_ran_here(
            here in proptest::option::of(0u8..4), asked in 0u8..4, ran in any::<bool>(), hold in any::<bool>(),
        ) {
            let stage = StageState { current: here.map(occupant), hold: hold.then(inventory) };
            let result = roll_back(&stage, ran, &occupant(asked));
            prop_assert_eq!(result.is_ok(), ran && here != Some(asked));
        }

        #[test]
        fn a_stage_is_held_or_it_can_be(hold_there in any::<bool>()) {
            let stage = StageState { current: None, hold: hold_there.then(inventory) };
            prop_assert_eq!(hold(&stage).is_ok(), !hold_there);
            prop_assert_eq!(unhold(&stage).is_ok(), hold_there);
        }
    }
}
