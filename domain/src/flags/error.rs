use super::{experiment::NoSplit, plan::Trip};

/// What the flags pillar refuses, beyond a wrong field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FlagError {
    /// An archived flag is evaluated by nobody and stays as it is until it is restored.
    #[error("the flag is archived; restore it first")]
    Archived,
    #[error("the flag is not archived")]
    NotArchived,
    /// A killed flag is off for everyone and stays so until it is revived.
    #[error("the flag was killed here; revive it first")]
    Killed,
    #[error("the flag was not killed here")]
    NotKilled,
    /// The strategies here are more than a share of the users; a percentage would wipe them out.
    #[error("the flag has rules here that a percentage cannot replace")]
    Targeted,
    /// Other flags are on only where this one is.
    #[error("the flags {0:?} need this one")]
    Needed(Vec<String>),
    /// Flags are decided by this segment.
    #[error("the flags {0:?} use this segment")]
    SegmentUsed(Vec<String>),
    /// One plan at a time moves a flag in an environment.
    #[error("a rollout plan is under way here already")]
    PlanUnderWay,
    /// The plan is not in a state in which this can be asked of it.
    #[error("the rollout plan is not under way any more, or does so already")]
    PlanState,
    /// One experiment at a time is run with a flag in an environment.
    #[error("an experiment runs here already")]
    ExperimentUnderWay,
    /// The experiment is not in a state in which this can be asked of it.
    #[error("the experiment has not begun, runs already or has ended")]
    ExperimentState,
    /// The flag has no groups that could be compared.
    #[error("the flag has no groups to compare here: {0:?}")]
    NoGroups(NoSplit),
    /// The groups are others than those that the experiment was planned for.
    #[error("the flag's groups are not those that the experiment was planned for")]
    GroupsChanged,
    /// Nobody has the flag here, so there is nothing to compare.
    #[error("the flag is off here; switch it on first")]
    Off,
    /// A guard says no.
    #[error("a guard of the rollout plan has tripped")]
    Tripped(Trip),
    /// Some of the flags that were checked are not as they were; nothing was changed.
    #[error("some of these flags changed meanwhile; nothing was changed")]
    NotAll(NotAll),
    /// Changes here need approvals, and this one has none.
    #[error("changes need approval here")]
    NeedsApproval,
    #[error("the request has {has} of {needs} approvals")]
    Unapproved { has: usize, needs: usize },
    #[error("nobody approves a request of their own")]
    OwnRequest,
    #[error("the request is closed")]
    RequestClosed,
    /// The flag was changed since the request was made.
    #[error("the flag was changed since; the request must be rebased")]
    RequestStale,
    #[error("a request for a rollout plan cannot be edited")]
    RequestOfPlan,
}

/// The flags that stood in the way of changing several, by their keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NotAll {
    /// Not there.
    pub gone: Vec<String>,
    /// Archived, and so not to be changed.
    pub archived: Vec<String>,
    /// Changed by someone since they were looked at.
    pub changed: Vec<String>,
    /// Flags that stay need them.
    pub needed: Vec<String>,
    /// They would have more tags than a flag can have.
    pub full: Vec<String>,
}

impl NotAll {
    /// `Ok` when nothing stands in the way.
    ///
    /// # Errors
    /// The flags that do.
    pub fn into_result(self) -> Result<(), FlagError> {
        if self == Self::default() {
            Ok(())
        } else {
            Err(FlagError::NotAll(self))
        }
    }
}
