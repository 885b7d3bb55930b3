use arkan_domain::{
    deployments::{Hold, Occupant, RunKind, StageState},
    identity::Place,
    ids::{EnvironmentId, ProjectId, ReleaseId, StageId, StageRunId},
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

/// A build that can run somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Release {
    #[sqlx(try_from = "Uuid")]
    pub id: ReleaseId,
    #[sqlx(try_from = "Uuid")]
    pub project_id: ProjectId,
    pub version: String,
    /// Lower-case hex; empty when a build does not know its commit.
    pub commit: String,
    /// Plain text.
    pub notes: String,
    /// `sha256:…`, or empty.
    pub digest: String,
    /// `page`, `api` or `self`.
    pub source: String,
    pub created_by: String,
    pub created_at: DateTime<Utc>,
}

impl Release {
    #[must_use]
    pub fn occupant(&self) -> Occupant {
        Occupant {
            release: self.id,
            version: self.version.clone(),
        }
    }
}

/// A step on the way to production, in one environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Stage {
    #[sqlx(try_from = "Uuid")]
    pub id: StageId,
    #[sqlx(try_from = "Uuid")]
    pub project_id: ProjectId,
    #[sqlx(try_from = "Uuid")]
    pub environment_id: EnvironmentId,
    pub environment_key: String,
    pub environment_name: String,
    /// Whether its environment is production: movements here ask once more.
    pub production: bool,
    pub key: String,
    pub name: String,
    pub position: i32,
    pub held_at: Option<DateTime<Utc>>,
    pub held_by: Option<String>,
    pub hold_reason: Option<String>,
    /// Grows with every movement, hold and edit.
    pub version: i32,
}

impl Stage {
    #[must_use]
    pub const fn place(&self) -> Place {
        Place::environment(self.project_id, self.environment_id)
    }

    #[must_use]
    pub fn hold(&self) -> Option<Hold> {
        self.held_at.map(|_| Hold {
            by: self.held_by.clone().unwrap_or_default(),
            reason: self.hold_reason.clone().unwrap_or_default(),
        })
    }
}

/// A release's stay in a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Run {
    #[sqlx(try_from = "Uuid")]
    pub id: StageRunId,
    #[sqlx(try_from = "Uuid")]
    pub stage_id: StageId,
    pub stage_key: String,
    pub stage_name: String,
    #[sqlx(try_from = "Uuid")]
    pub release_id: ReleaseId,
    pub version: String,
    pub commit: String,
    /// `deploy`, `promote` or `rollback`.
    pub kind: String,
    pub actor_label: String,
    pub reason: String,
    pub started_at: DateTime<Utc>,
    /// Open while it runs.
    pub ended_at: Option<DateTime<Utc>>,
    /// The version whose place it took.
    pub replaces: Option<String>,
}

impl Run {
    #[must_use]
    pub fn kind(&self) -> RunKind {
        RunKind::parse(&self.kind).unwrap_or(RunKind::Deploy)
    }

    #[must_use]
    pub fn occupant(&self) -> Occupant {
        Occupant {
            release: self.release_id,
            version: self.version.clone(),
        }
    }
}

/// A stage with what runs in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lane {
    #[serde(flatten)]
    pub stage: Stage,
    pub current: Option<Run>,
}

impl Lane {
    #[must_use]
    pub fn state(&self) -> StageState {
        StageState {
            current: self.current.as_ref().map(Run::occupant),
            hold: self.stage.hold(),
        }
    }
}
