use super::Flag;
use arkan_domain::{ids::FlagId, text_enum};
use chrono::{DateTime, Utc};

text_enum! {
    /// The order of a list; a hyphen in front turns it around.
    Order {
        /// Newest change first.
        Updated = "updated",
        Untouched = "-updated",
        /// From A to Z.
        Key = "key",
        KeyDown = "-key",
        /// Newest first.
        Created = "created",
        Oldest = "-created",
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Up,
    Down,
}

impl Direction {
    pub const fn turned(self, turn: bool) -> Self {
        match (self, turn) {
            (Self::Up, false) | (Self::Down, true) => Self::Up,
            _ => Self::Down,
        }
    }
}

#[allow(clippy::derivable_impls, reason = "the enum is made by a macro")]
impl Default for Order {
    fn default() -> Self {
        Self::Updated
    }
}

impl Order {
    pub(super) const fn column(self) -> &'static str {
        match self {
            Self::Updated | Self::Untouched => "updated_at",
            Self::Key | Self::KeyDown => "key",
            Self::Created | Self::Oldest => "created_at",
        }
    }

    pub(super) const fn direction(self) -> Direction {
        match self {
            Self::Updated | Self::Created | Self::KeyDown => Direction::Down,
            Self::Untouched | Self::Oldest | Self::Key => Direction::Up,
        }
    }

    pub(super) fn columns(self, direction: Direction) -> String {
        let sign = match direction {
            Direction::Up => "",
            Direction::Down => " DESC",
        };
        match self.column() {
            // Unique in a project.
            "key" => format!("flags.key{sign}"),
            column => format!("flags.{column}{sign}, flags.id{sign}"),
        }
    }
}

/// A place in the list, in the terms of its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cursor {
    At(DateTime<Utc>, FlagId),
    Key(String),
}

impl Cursor {
    /// The place of a flag.
    #[must_use]
    pub fn of(order: Order, flag: &Flag) -> Self {
        match order.column() {
            "key" => Self::Key(flag.key.clone()),
            "created_at" => Self::At(flag.created_at, flag.id),
            _ => Self::At(flag.updated_at, flag.id),
        }
    }

    /// The form in a URL.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::At(at, id) => format!("{}-{}", at.timestamp_micros(), id.0.simple()),
            Self::Key(key) => format!("key.{key}"),
        }
    }

    /// Reads the form in a URL.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(key) = text.strip_prefix("key.") {
            return Some(Self::Key(key.to_owned()));
        }
        let (at, id) = text.rsplit_once('-')?;
        Some(Self::At(
            DateTime::from_timestamp_micros(at.parse().ok()?)?,
            id.parse().ok()?,
        ))
    }
}
