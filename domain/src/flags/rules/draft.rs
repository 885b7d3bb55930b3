use super::{Strategy, Variant};
use crate::fields::{FieldErrors, Problem};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// All that a flag is set to do in one environment, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub enabled: bool,
    /// A list of strategies of the Unleash client API.
    pub strategies: Value,
    /// A list of variants of the Unleash client API.
    pub variants: Value,
}

impl Draft {
    /// Names the content: SHA-256 in hexadecimal of the canonical JSON (members in order of their names).
    #[must_use]
    pub fn hash(&self) -> String {
        let mut value = serde_json::to_value(self).unwrap_or_default();
        value.sort_all_objects();
        hex::encode(Sha256::digest(value.to_string()))
    }

    /// The rules as types; none when they are not of the known shape.
    #[must_use]
    pub fn rules(&self) -> Option<Rules> {
        Rules::read(&self.strategies, &self.variants)
    }
}

/// The rules of a flag in one environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    pub strategies: Vec<Strategy>,
    pub variants: Vec<Variant>,
}

impl Rules {
    /// Reads what is stored; none when it is not of the known shape.
    #[must_use]
    pub fn read(strategies: &Value, variants: &Value) -> Option<Self> {
        Some(Self {
            strategies: Vec::deserialize(strategies).ok()?,
            variants: Vec::deserialize(variants).ok()?,
        })
    }

    /// Reads what came from outside.
    ///
    /// # Errors
    /// The path of each strategy's and variant's first member that is not of the known shape.
    pub fn parse(strategies: &Value, variants: &Value) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let rules = Self {
            strategies: parts("strategies", strategies, &mut errors),
            variants: parts("variants", variants, &mut errors),
        };
        errors.into_result()?;
        Ok(rules)
    }

    /// The form that is stored.
    #[must_use]
    pub fn draft(&self, enabled: bool) -> Draft {
        Draft {
            enabled,
            strategies: serde_json::to_value(&self.strategies).unwrap_or_default(),
            variants: serde_json::to_value(&self.variants).unwrap_or_default(),
        }
    }
}

fn parts<T: DeserializeOwned>(name: &str, list: &Value, errors: &mut FieldErrors) -> Vec<T> {
    let Some(list) = list.as_array() else {
        errors.add(name, Problem::format("[]"));
        return Vec::new();
    };
    let mut parts = Vec::new();
    for (index, part) in list.iter().enumerate() {
        match serde_path_to_error::deserialize(part) {
            Ok(part) => parts.push(part),
            Err(error) => {
                // `constraints[0].operator` is called `constraints.0.operator` here.
                let path = error.path().to_string().replace('[', ".").replace(']', "");
                let why = error.into_inner().to_string();
                errors.add(&format!("{name}.{index}.{path}"), Problem::Unreadable { why });
            }
        }
    }
    parts
}
