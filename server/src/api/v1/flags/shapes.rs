//! What the API sends and takes. Rules keep the names of the Unleash client API; a member that is not known is refused,
//! never dropped.

mod rules;

pub use rules::{ConstraintShape, DraftShape, StrategyShape, VariantShape, kinds};

use arkan_backend::flags::{ContextField, Flag, FlagState, FlagVersion, Segment};
use arkan_domain::{
    flags::{FlagKind, Percentage},
    ids::FlagId,
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// A flag, apart from its rules.
#[derive(Serialize, ToSchema)]
#[schema(as = Flag)]
pub struct FlagShape {
    pub id: Uuid,
    pub key: String,
    pub description: String,
    #[schema(schema_with = kinds)]
    pub kind: FlagKind,
    /// The id of the user who looks after it.
    pub owner: Option<Uuid>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub archived_at: Option<DateTime<Utc>>,
    /// Counts the changes of the details; the ETag.
    pub version: i32,
    /// What it does in each environment that the token may see.
    pub environments: Vec<SummaryShape>,
}

/// What a flag does in one environment, in short.
#[derive(Serialize, ToSchema)]
#[schema(as = StateSummary)]
pub struct SummaryShape {
    /// The environment's key.
    pub environment: String,
    pub enabled: bool,
    pub killed: bool,
    /// The share of users; null when rules decide.
    pub percentage: Option<u8>,
    /// Counts the changes there; 0 before the first.
    pub version: i32,
}

impl FlagShape {
    pub fn new(flag: Flag, environments: Vec<SummaryShape>) -> Self {
        let FlagId(id) = flag.id;
        Self {
            id,
            key: flag.key,
            description: flag.description,
            kind: flag.kind,
            owner: flag.owner_id.map(|owner| owner.0),
            created_at: flag.created_at,
            updated_at: flag.updated_at,
            archived_at: flag.archived_at,
            version: flag.version,
            environments,
        }
    }
}

impl SummaryShape {
    pub fn new(environment: &str, state: Option<&FlagState>) -> Self {
        Self {
            environment: environment.to_owned(),
            enabled: state.is_some_and(|state| state.setting.enabled),
            killed: state.is_some_and(|state| state.setting.killed),
            percentage: state.and_then(FlagState::percentage).map(Percentage::get),
            version: state.map_or(0, |state| state.version),
        }
    }
}

/// What a flag is set to do in one environment.
#[derive(Serialize, ToSchema)]
#[schema(as = State)]
pub struct StateShape {
    /// The environment's key.
    pub environment: String,
    pub enabled: bool,
    #[schema(value_type = Vec<StrategyShape>)]
    pub strategies: Value,
    #[schema(value_type = Vec<VariantShape>)]
    pub variants: Value,
    /// Off for everyone until it is revived; null when it is not killed.
    pub killed: Option<KilledShape>,
    /// The share of users; null when rules decide.
    pub percentage: Option<u8>,
    pub updated_at: DateTime<Utc>,
    /// Counts the changes here; the ETag.
    pub version: i32,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Kill)]
pub struct KilledShape {
    pub at: DateTime<Utc>,
    pub by: String,
    pub reason: String,
}

impl StateShape {
    pub fn new(environment: &str, state: FlagState) -> Self {
        Self {
            environment: environment.to_owned(),
            enabled: state.setting.enabled,
            percentage: state.percentage().map(Percentage::get),
            killed: state.killed_at.map(|at| KilledShape {
                at,
                by: state.killed_by.unwrap_or_default(),
                reason: state.kill_reason.unwrap_or_default(),
            }),
            strategies: state.strategies,
            variants: state.variants,
            updated_at: state.updated_at,
            version: state.version,
        }
    }
}

/// What a flag was set to by one change.
#[derive(Serialize, ToSchema)]
#[schema(as = Version)]
pub struct VersionShape {
    pub version: i32,
    pub at: DateTime<Utc>,
    pub by: String,
    /// The audit trail's word for the change.
    pub action: String,
    pub reason: String,
    pub killed: bool,
    pub enabled: bool,
    #[schema(value_type = Vec<StrategyShape>)]
    pub strategies: Value,
    #[schema(value_type = Vec<VariantShape>)]
    pub variants: Value,
}

impl From<FlagVersion> for VersionShape {
    fn from(version: FlagVersion) -> Self {
        let draft = version.draft.0;
        Self {
            version: version.version,
            at: version.at,
            by: version.actor_label,
            action: version.action,
            reason: version.reason,
            killed: version.killed,
            enabled: draft.enabled,
            strategies: draft.strategies,
            variants: draft.variants,
        }
    }
}

/// Constraints with a name, for many flags.
#[derive(Serialize, ToSchema)]
#[schema(as = Segment)]
pub struct SegmentShape {
    /// What strategies name it by.
    pub id: i32,
    pub key: String,
    pub description: String,
    pub constraints: Vec<ConstraintShape>,
    pub updated_at: DateTime<Utc>,
    pub version: i32,
}

impl From<Segment> for SegmentShape {
    fn from(segment: Segment) -> Self {
        Self {
            id: segment.id,
            key: segment.key,
            description: segment.description,
            constraints: segment.constraints.0.into_iter().map(ConstraintShape::from).collect(),
            updated_at: segment.updated_at,
            version: segment.version,
        }
    }
}

/// A field that applications say of who asks.
#[derive(Serialize, ToSchema)]
#[schema(as = ContextField)]
pub struct FieldShape {
    pub name: String,
    pub description: String,
    /// The values that it can have; empty for any.
    pub legal_values: Vec<String>,
    /// Whether rollouts may stick to it.
    pub sticky: bool,
    pub version: i32,
}

impl From<ContextField> for FieldShape {
    fn from(field: ContextField) -> Self {
        Self {
            name: field.name,
            description: field.description,
            legal_values: field.legal_values,
            sticky: field.sticky,
            version: field.version,
        }
    }
}
