use arkan_backend::deployments::{Lane, Release, Run};
use arkan_domain::ids::ReleaseId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// `POST …/releases`.
#[derive(Deserialize, ToSchema)]
pub struct Registration {
    pub version: String,
    pub commit: String,
    #[serde(default)]
    pub notes: String,
    #[serde(default)]
    pub digest: String,
}

/// `POST …/promote`. With `expected_stage_version`, refused with 409 when the stage moved meanwhile.
#[derive(Deserialize, ToSchema)]
pub struct Promotion {
    pub version: String,
    #[serde(default)]
    pub reason: String,
    pub expected_stage_version: Option<i32>,
}

/// `POST …/rollback`.
#[derive(Deserialize, ToSchema)]
pub struct Rollback {
    pub version: String,
    #[serde(default)]
    pub reason: String,
    pub expected_stage_version: Option<i32>,
}

/// `POST …/hold` and `…/unhold`.
#[derive(Deserialize, ToSchema)]
pub struct Hold {
    #[serde(default)]
    pub reason: String,
}

/// `GET …/releases?before=&limit=`.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Page {
    pub before: Option<Uuid>,
    #[serde(default = "fifty")]
    #[param(required = false, default = 50)]
    pub limit: i64,
}

const fn fifty() -> i64 {
    50
}

#[derive(Serialize, ToSchema)]
pub struct ReleaseList {
    pub releases: Vec<ReleaseShape>,
    /// What to pass as `before` for the next page.
    #[schema(value_type = Option<Uuid>)]
    pub next: Option<ReleaseId>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Release)]
pub struct ReleaseShape {
    #[schema(value_type = Uuid)]
    id: ReleaseId,
    version: String,
    commit: String,
    digest: String,
    notes: String,
    source: String,
    created_by: String,
    created_at: DateTime<Utc>,
}

impl From<Release> for ReleaseShape {
    fn from(release: Release) -> Self {
        Self {
            id: release.id,
            version: release.version,
            commit: release.commit,
            digest: release.digest,
            notes: release.notes,
            source: release.source,
            created_by: release.created_by,
            created_at: release.created_at,
        }
    }
}

/// The stages in their order.
#[derive(Serialize, ToSchema)]
pub struct StageList {
    pub stages: Vec<StageShape>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Stage)]
pub struct StageShape {
    key: String,
    name: String,
    environment: String,
    production: bool,
    /// What `expected_stage_version` refers to.
    version: i32,
    current: Option<CurrentShape>,
    held: Option<HeldShape>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Current)]
pub struct CurrentShape {
    #[schema(value_type = Uuid)]
    release: ReleaseId,
    version: String,
    commit: String,
    kind: String,
    since: DateTime<Utc>,
    by: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Held)]
pub struct HeldShape {
    by: String,
    reason: String,
    since: Option<DateTime<Utc>>,
}

impl From<Run> for CurrentShape {
    fn from(run: Run) -> Self {
        Self {
            release: run.release_id,
            version: run.version,
            commit: run.commit,
            kind: run.kind,
            since: run.started_at,
            by: run.actor_label,
        }
    }
}

impl From<Lane> for StageShape {
    fn from(lane: Lane) -> Self {
        let hold = lane.stage.hold();
        Self {
            held: hold.map(|hold| HeldShape {
                by: hold.by,
                reason: hold.reason,
                since: lane.stage.held_at,
            }),
            key: lane.stage.key,
            name: lane.stage.name,
            environment: lane.stage.environment_key,
            production: lane.stage.production,
            version: lane.stage.version,
            current: lane.current.map(CurrentShape::from),
        }
    }
}
