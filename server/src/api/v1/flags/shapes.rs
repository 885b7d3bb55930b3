//! What the API sends and takes. Rules keep the names of the Unleash client API; a member that is not known is refused,
//! never dropped.

use arkan_backend::flags::{ContextField, Flag, FlagState, FlagVersion, Segment};
use arkan_domain::{
    flags::{Draft, FlagKind, Operator, PayloadKind, StrategyKind, WeightType},
    ids::FlagId,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::{
    ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, schema::Type},
};
use uuid::Uuid;

fn words<'a>(words: impl Iterator<Item = &'a str>) -> RefOr<Schema> {
    let words: Vec<String> = words.map(str::to_owned).collect();
    let schema = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words));
    RefOr::T(Schema::Object(schema.build()))
}

pub fn kinds() -> RefOr<Schema> {
    words(FlagKind::ALL.iter().map(|kind| kind.as_str()))
}

fn operators() -> RefOr<Schema> {
    words(Operator::ALL.iter().map(|operator| operator.as_str()))
}

fn strategy_names() -> RefOr<Schema> {
    words(StrategyKind::ALL.iter().map(|kind| kind.as_str()))
}

fn weight_types() -> RefOr<Schema> {
    words(WeightType::ALL.iter().map(|kind| kind.as_str()))
}

fn payload_kinds() -> RefOr<Schema> {
    words(PayloadKind::ALL.iter().map(|kind| kind.as_str()))
}

/// A condition on one field of the context.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Constraint)]
pub struct ConstraintShape {
    /// `userId`, `appName`, … or the name of a property.
    #[schema(example = "plan")]
    pub context_name: String,
    #[schema(schema_with = operators)]
    pub operator: Operator,
    /// What lists compare with: `IN`, `NOT_IN`, `STR_…`, `IN_CIDR`.
    #[serde(default)]
    #[schema(example = json!(["pro"]))]
    pub values: Vec<String>,
    /// What the other operators compare with: a number, an RFC 3339 date, a semantic version, a regular expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Whether it holds when the comparison does not.
    #[serde(default)]
    pub inverted: bool,
    #[serde(default)]
    pub case_insensitive: bool,
}

/// What a variant brings to the application.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Payload)]
pub struct PayloadShape {
    #[serde(rename = "type")]
    #[schema(schema_with = payload_kinds)]
    pub kind: PayloadKind,
    pub value: String,
}

/// One of several things that a flag can be. The weights of one list make 1000.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Variant)]
pub struct VariantShape {
    #[schema(example = "green")]
    pub name: String,
    /// Parts of a thousand.
    #[schema(maximum = 1000, example = 1000)]
    pub weight: u16,
    #[serde(default = "variable")]
    #[schema(schema_with = weight_types)]
    pub weight_type: WeightType,
    /// By what a user keeps the variant: `default`, `random` or a context field.
    #[serde(default = "default_stickiness")]
    pub stickiness: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<PayloadShape>,
    /// Users who get this variant whatever their bucket.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<OverrideShape>,
}

/// Values of a context field that get a variant whatever their bucket.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Override)]
pub struct OverrideShape {
    #[schema(example = "userId")]
    pub context_name: String,
    pub values: Vec<String>,
}

const fn variable() -> WeightType {
    WeightType::Variable
}

fn default_stickiness() -> String {
    "default".to_owned()
}

/// One rule: whoever meets all of its constraints and segments, and falls into its share, has the flag.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Strategy)]
pub struct StrategyShape {
    #[schema(schema_with = strategy_names)]
    pub name: String,
    /// What people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Kept, but not served.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub disabled: bool,
    /// For `flexibleRollout`: `rollout` (0 to 100), `stickiness`, `groupId`.
    #[serde(default)]
    #[schema(example = json!({ "rollout": "25", "stickiness": "default", "groupId": "checkout" }))]
    pub parameters: BTreeMap<String, String>,
    #[serde(default)]
    pub constraints: Vec<ConstraintShape>,
    /// Ids of segments whose constraints must hold as well.
    #[serde(default)]
    #[schema(example = json!([]))]
    pub segments: Vec<i32>,
    /// What those who meet this strategy get, instead of the flag's own variants.
    #[serde(default)]
    #[schema(example = json!([]))]
    pub variants: Vec<VariantShape>,
}

/// All that a flag is set to do in one environment.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Draft)]
pub struct DraftShape {
    pub enabled: bool,
    /// Whoever meets at least one of them has the flag.
    pub strategies: Vec<StrategyShape>,
    #[serde(default)]
    pub variants: Vec<VariantShape>,
    /// Why; it stands in the history.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub reason: String,
}

impl DraftShape {
    pub fn draft(&self) -> Draft {
        Draft {
            enabled: self.enabled,
            strategies: serde_json::to_value(&self.strategies).unwrap_or_default(),
            variants: serde_json::to_value(&self.variants).unwrap_or_default(),
        }
    }
}

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
            percentage: state.and_then(FlagState::percentage).map(|share| share.get()),
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
            percentage: state.percentage().map(|share| share.get()),
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

impl From<arkan_domain::flags::Constraint> for ConstraintShape {
    fn from(constraint: arkan_domain::flags::Constraint) -> Self {
        Self {
            context_name: constraint.context_name,
            operator: constraint.operator,
            values: constraint.values,
            value: constraint.value,
            inverted: constraint.inverted,
            case_insensitive: constraint.case_insensitive,
        }
    }
}

impl From<ConstraintShape> for arkan_domain::flags::Constraint {
    fn from(constraint: ConstraintShape) -> Self {
        Self {
            context_name: constraint.context_name,
            operator: constraint.operator,
            values: constraint.values,
            value: constraint.value,
            inverted: constraint.inverted,
            case_insensitive: constraint.case_insensitive,
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
