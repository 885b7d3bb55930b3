use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// What our files call themselves.
pub const FORMAT: &str = "arkan.flags";
/// The version of the format that is written, and the newest that is read.
pub const VERSION: u32 = 1;

/// The flags of a project and all that their rules name. Everything is in the order of its key, so that a file kept in
/// version control changes where the flags do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    pub format: String,
    pub version: u32,
    #[serde(default)]
    pub context_fields: Vec<FieldPart>,
    #[serde(default)]
    pub segments: Vec<SegmentPart>,
    pub flags: Vec<FlagPart>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldPart {
    pub name: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub legal_values: Vec<String>,
    #[serde(default)]
    pub sticky: bool,
}

/// Constraints stay JSON here, so that a wrong one is refused by its place and not the file as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SegmentPart {
    pub key: String,
    #[serde(default)]
    pub description: String,
    pub constraints: Value,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlagPart {
    pub key: String,
    #[serde(default)]
    pub description: String,
    pub kind: String,
    #[serde(default)]
    pub prerequisites: Vec<NeedPart>,
    /// By the environment's key.
    #[serde(default)]
    pub environments: BTreeMap<String, StatePart>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeedPart {
    pub key: String,
    #[serde(default = "on")]
    pub enabled: bool,
    #[serde(default)]
    pub variants: Vec<String>,
}

const fn on() -> bool {
    true
}

/// What a flag does in one environment. Strategies name their segments by key: numbers differ between projects.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatePart {
    pub enabled: bool,
    pub strategies: Vec<Value>,
    #[serde(default)]
    pub variants: Vec<Value>,
}

impl Bundle {
    /// An empty file of the version that is written.
    #[must_use]
    pub fn new() -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            ..Self::default()
        }
    }

    /// Puts everything into the order of its key.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.context_fields.sort_by(|a, b| a.name.cmp(&b.name));
        self.segments.sort_by(|a, b| a.key.cmp(&b.key));
        self.flags.sort_by(|a, b| a.key.cmp(&b.key));
        for flag in &mut self.flags {
            flag.prerequisites.sort_by(|a, b| a.key.cmp(&b.key));
        }
        self
    }

    /// The text of the file.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}
