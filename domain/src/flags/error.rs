use super::plan::Trip;

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
    /// A guard says no.
    #[error("a guard of the rollout plan has tripped")]
    Tripped(Trip),
}
