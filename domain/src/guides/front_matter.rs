use super::Audience;
use crate::pillar::Pillar;
use serde::Deserialize;

/// What stands above the text of a guide's file, between two lines of `+++`, as TOML.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrontMatter {
    pub title: String,
    /// One sentence for the list of guides.
    pub summary: String,
    pub audience: Audience,
    /// The pillar that the guide explains, if it explains one.
    #[serde(default)]
    pub pillar: Option<Pillar>,
    /// Where it stands among the guides for the same audience: low first.
    #[serde(default)]
    pub position: i32,
    /// `en` or `ar`: the language it is written in first; the other one is its translation.
    pub source_language: String,
}
