use crate::text_enum;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the weights of a flag's variants make together: the whole, in parts of a thousand.
pub const WEIGHT_TOTAL: u16 = 1000;

text_enum! {
    /// Whether a weight moves when others do.
    WeightType {
        /// Shares what is left with the other variable ones.
        Variable = "variable",
        /// Stays.
        Fix = "fix",
    }
}

text_enum! {
    /// How an application reads a payload.
    PayloadKind {
        Text = "string",
        Number = "number",
        Json = "json",
        /// Texts with commas between them (RFC 4180).
        Csv = "csv",
    }
}

/// What a variant brings to the application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    #[serde(rename = "type")]
    pub kind: PayloadKind,
    pub value: String,
}

impl Payload {
    /// The value as JSON has it: a number or JSON as itself, text and CSV as text.
    #[must_use]
    pub fn typed(&self) -> Value {
        let read = match self.kind {
            PayloadKind::Text | PayloadKind::Csv => None,
            PayloadKind::Number | PayloadKind::Json => serde_json::from_str(&self.value).ok(),
        };
        read.unwrap_or_else(|| Value::String(self.value.clone()))
    }
}

/// One of several things that a flag can be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Variant {
    pub name: String,
    /// Parts of [`WEIGHT_TOTAL`].
    pub weight: u16,
    #[serde(default = "variable")]
    pub weight_type: WeightType,
    /// By what a user keeps the variant: as a strategy's stickiness.
    #[serde(default = "default_stickiness")]
    pub stickiness: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<Payload>,
    /// Users who get this variant whatever their bucket; kept as it was imported.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<Value>,
}

const fn variable() -> WeightType {
    WeightType::Variable
}

fn default_stickiness() -> String {
    "default".to_owned()
}
