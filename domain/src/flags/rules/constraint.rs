use super::Operator;
use serde::{Deserialize, Serialize};

/// A condition on one field of the context.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Constraint {
    /// The field: `userId`, `appName`, …, or the name of a property.
    pub context_name: String,
    pub operator: Operator,
    /// What lists compare with.
    #[serde(default)]
    pub values: Vec<String>,
    /// What the other operators compare with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Whether it holds when the comparison does not.
    #[serde(default)]
    pub inverted: bool,
    #[serde(default)]
    pub case_insensitive: bool,
}

impl Constraint {
    /// What it compares with, whichever the operator keeps it in.
    #[must_use]
    pub fn operands(&self) -> Vec<&str> {
        if self.operator.operand().is_list() {
            self.values.iter().map(String::as_str).collect()
        } else {
            self.value.iter().map(String::as_str).collect()
        }
    }
}
