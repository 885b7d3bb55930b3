use crate::{
    flags::{self, NewField, NewFlag, NewSegment, Prerequisite},
    projects::Environment,
};
use arkan_domain::{fields::FieldErrors, flags::transfer::StatePart, text_enum};
use serde_json::Value;

text_enum! {
    /// What a change is about.
    What {
        ContextField = "context_field",
        Segment = "segment",
        Flag = "flag",
        /// What a flag does in an environment.
        State = "state",
        Prerequisite = "prerequisite",
    }
}

/// What would become of one thing of a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    New,
    Changed,
    Unchanged,
    /// With the path of each wrong field.
    Refused(FieldErrors),
    /// Changes need approval there: it was asked for; the page of the request.
    Requested(String),
}

/// One thing of a file, and what would become of it.
#[derive(Clone, Debug)]
pub struct Change {
    pub what: What,
    /// The flag, segment or field.
    pub key: String,
    /// The environment's key, for a state.
    pub environment: Option<String>,
    pub outcome: Outcome,
    /// As it is here; null when it is new.
    pub before: Value,
    /// As the file has it.
    pub after: Value,
    pub(super) step: Step,
}

/// How a change is made.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Nothing,
    Field(NewField, Option<i32>),
    Segment(NewSegment, Option<(i32, i32)>),
    Create(NewFlag),
    Edit(flags::Details, i32),
    State(Environment, StatePart, Option<i32>),
    Need(Prerequisite),
}

/// Everything that an import would do, in the order in which it would be done.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub changes: Vec<Change>,
}

impl Plan {
    /// Whether nothing stands against it.
    #[must_use]
    pub fn is_right(&self) -> bool {
        !self
            .changes
            .iter()
            .any(|change| matches!(change.outcome, Outcome::Refused(_)))
    }

    /// Whether it would change anything.
    #[must_use]
    pub fn changes_something(&self) -> bool {
        let changes = |change: &Change| matches!(change.outcome, Outcome::New | Outcome::Changed);
        self.changes.iter().any(changes)
    }

    /// The page of the first change that waits for approval.
    #[must_use]
    pub fn requested(&self) -> Option<&str> {
        self.changes.iter().find_map(|change| match &change.outcome {
            Outcome::Requested(path) => Some(path.as_str()),
            _ => None,
        })
    }
}
