use super::{Constraint, Variant};
use crate::{flags::Percentage, text_enum};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

text_enum! {
    /// Whom a strategy serves, before its constraints: the built-in strategies of Unleash.
    StrategyKind {
        /// A share of whoever meets the constraints.
        FlexibleRollout = "flexibleRollout",
        /// Everyone who meets the constraints.
        Default = "default",
        /// Users by name.
        UserWithId = "userWithId",
        /// Requests by address or network.
        RemoteAddress = "remoteAddress",
        /// Servers by host name.
        ApplicationHostname = "applicationHostname",
    }
}

/// By what a user stays in the same bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StickyBy {
    /// The user's id, else the session, else chance.
    Default,
    /// Every evaluation anew.
    Random,
    /// A field of the context.
    Field(String),
}

impl StickyBy {
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text {
            "" | "default" => Self::Default,
            "random" => Self::Random,
            field => Self::Field(field.to_owned()),
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Default => "default",
            Self::Random => "random",
            Self::Field(field) => field,
        }
    }
}

/// One rule: whoever meets it has the flag. A flag is on for those who meet at least one of its strategies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Strategy {
    pub name: String,
    /// What people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Kept, but not served.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub disabled: bool,
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
    /// All of them must hold.
    #[serde(default)]
    pub constraints: Vec<Constraint>,
    /// Segments whose constraints must hold as well, by their ids.
    #[serde(default)]
    pub segments: Vec<i32>,
    /// What those who meet this strategy get, instead of the flag's own variants.
    #[serde(default)]
    pub variants: Vec<Variant>,
}

impl Strategy {
    /// A share of the users of a flag, by the group that is hashed with them.
    #[must_use]
    pub fn rollout(group: &str, percentage: Percentage, sticky: &StickyBy) -> Self {
        let parameters = [
            ("rollout", percentage.to_string()),
            ("stickiness", sticky.as_str().to_owned()),
            ("groupId", group.to_owned()),
        ];
        Self {
            name: StrategyKind::FlexibleRollout.as_str().to_owned(),
            title: String::new(),
            disabled: false,
            parameters: parameters
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            constraints: Vec::new(),
            segments: Vec::new(),
            variants: Vec::new(),
        }
    }

    /// Which of the built-in strategies it is; none for one that only the SDK's own code knows.
    #[must_use]
    pub fn kind(&self) -> Option<StrategyKind> {
        StrategyKind::parse(&self.name)
    }

    #[must_use]
    pub fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", String::as_str)
    }

    /// The share of those who meet the constraints; none for strategies that have none.
    #[must_use]
    pub fn percentage(&self) -> Option<Percentage> {
        (self.kind()? == StrategyKind::FlexibleRollout)
            .then(|| self.parameter("rollout").parse().ok())
            .flatten()
            .and_then(|number| Percentage::new(number).ok())
    }

    /// By what its users are told apart.
    #[must_use]
    pub fn sticky(&self) -> StickyBy {
        StickyBy::parse(self.parameter("stickiness"))
    }

    /// Whether it asks more of the context than who it is.
    #[must_use]
    pub fn is_conditional(&self) -> bool {
        !self.constraints.is_empty()
            || !self.segments.is_empty()
            || !matches!(self.kind(), Some(StrategyKind::FlexibleRollout | StrategyKind::Default))
    }
}
