//! The change timeline: what happened in every pillar, in one stream.

mod queries;

pub(crate) use queries::insert;
pub use queries::{Filter, list, newest};

use arkan_domain::{
    identity::Place,
    pillar::{Pillar, Severity},
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

/// An event to be put on the timeline.
#[derive(Clone, Debug)]
pub struct NewEvent {
    pub pillar: Pillar,
    /// `flag.rollout_changed`, `backup.stored`, …: which sentence tells it.
    pub kind: &'static str,
    pub severity: Severity,
    pub place: Place,
    /// Path of the page that shows the thing.
    pub link: Option<String>,
    /// What fills the sentence.
    pub params: Value,
}

/// An event of the timeline.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Event {
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub pillar: String,
    pub kind: String,
    pub severity: String,
    pub project_id: Option<Uuid>,
    pub environment_id: Option<Uuid>,
    pub actor_label: String,
    pub link: Option<String>,
    pub params: Value,
}

impl Event {
    #[must_use]
    pub fn pillar(&self) -> Option<Pillar> {
        Pillar::parse(&self.pillar)
    }

    #[must_use]
    pub fn severity(&self) -> Severity {
        Severity::parse(&self.severity).unwrap_or(Severity::Info)
    }

    /// A parameter of the sentence as text; empty when it is missing.
    #[must_use]
    pub fn param(&self, name: &str) -> String {
        match self.params.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => String::new(),
            Some(other) => other.to_string(),
        }
    }
}
