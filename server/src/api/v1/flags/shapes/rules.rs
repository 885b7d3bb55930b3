//! Rules, with the names of the Unleash client API.

use arkan_domain::flags::{Constraint, Draft, FlagKind, Operator, PayloadKind, StrategyKind, WeightType};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{
    ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, schema::Type},
};

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
    /// At most 500 characters, spaces at its ends left out.
    #[serde(default)]
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

impl From<Constraint> for ConstraintShape {
    fn from(constraint: Constraint) -> Self {
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

impl From<ConstraintShape> for Constraint {
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
