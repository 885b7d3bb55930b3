/// What the deployments pillar refuses, beyond a wrong field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeploymentError {
    /// The stage takes no promotions until the hold is lifted.
    #[error("the stage is held by {by}: {reason}")]
    Held { by: String, reason: String },
    /// Only what runs in the stage before may come here; `running` is what runs there, if anything does.
    #[error("{version} does not run in {previous}")]
    NotInPreviousStage {
        version: String,
        previous: String,
        running: Option<String>,
    },
    #[error("{version} already runs here")]
    AlreadyRuns { version: String },
    /// Going back leads only to what ran here before.
    #[error("{version} never ran here")]
    NeverRanHere { version: String },
    #[error("the stage is already held by {by}")]
    AlreadyHeld { by: String },
    #[error("the stage is not held")]
    NotHeld,
    /// A stage with a history is kept, so that the history stays readable.
    #[error("releases ran in this stage")]
    StageHasHistory,
}
