//! The file's form: one JSON object a line. The first says what it is, then one an environment, one with the tokens;
//! the last is the SHA-256 of all before it.

pub(crate) use crate::identity::FlagToken as TokenPart;

use crate::flags::queries::{Loaded, Prerequisite, SegmentRow, StateRow};
use arkan_domain::{
    flags::{FlagKind, Setting},
    ids::{EnvironmentId, FlagId},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;

pub const FORMAT: &str = "arkan-flags";
/// Counts the forms of the file that cannot read each other.
pub const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
pub struct Head {
    pub format: String,
    pub version: u32,
    pub written_at: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
pub struct EnvironmentPart<'a> {
    pub environment: EnvironmentId,
    pub revision: i64,
    pub flags: Vec<FlagPart<'a>>,
    pub segments: Vec<SegmentPart<'a>>,
}

#[derive(Serialize, Deserialize)]
pub struct FlagPart<'a> {
    id: FlagId,
    key: Cow<'a, str>,
    kind: FlagKind,
    enabled: bool,
    killed: bool,
    strategies: Cow<'a, Value>,
    variants: Cow<'a, Value>,
    prerequisites: Vec<Needs<'a>>,
}

#[derive(Serialize, Deserialize)]
struct Needs<'a> {
    key: Cow<'a, str>,
    enabled: bool,
    variants: Cow<'a, [String]>,
}

#[derive(Serialize, Deserialize)]
pub struct SegmentPart<'a> {
    id: i32,
    key: Cow<'a, str>,
    constraints: Cow<'a, Value>,
}

#[derive(Serialize, Deserialize)]
pub struct TokensPart<'a> {
    pub tokens: Cow<'a, [TokenPart]>,
}

#[derive(Serialize, Deserialize)]
pub struct Seal {
    pub sha256: String,
}

impl<'a> EnvironmentPart<'a> {
    pub fn of(environment: EnvironmentId, loaded: &'a Loaded) -> Self {
        Self {
            environment,
            revision: loaded.revision,
            flags: loaded.flags.iter().map(FlagPart::of).collect(),
            segments: loaded.segments.iter().map(SegmentPart::of).collect(),
        }
    }

    pub fn into_loaded(self) -> Loaded {
        Loaded {
            revision: self.revision,
            flags: self.flags.into_iter().map(FlagPart::into_row).collect(),
            segments: self.segments.into_iter().map(SegmentPart::into_row).collect(),
        }
    }
}

impl<'a> FlagPart<'a> {
    fn of(row: &'a StateRow) -> Self {
        Self {
            id: row.id,
            key: row.key.as_str().into(),
            kind: row.kind,
            enabled: row.setting.enabled,
            killed: row.setting.killed,
            strategies: Cow::Borrowed(&row.strategies),
            variants: Cow::Borrowed(&row.variants),
            prerequisites: row
                .prerequisites
                .iter()
                .map(|needed| Needs {
                    key: needed.key.as_str().into(),
                    enabled: needed.enabled,
                    variants: needed.variants.as_slice().into(),
                })
                .collect(),
        }
    }

    fn into_row(self) -> StateRow {
        let (strategies, variants) = (self.strategies.into_owned(), self.variants.into_owned());
        StateRow {
            id: self.id,
            key: self.key.into_owned(),
            kind: self.kind,
            setting: Setting::read(self.enabled, self.killed, &strategies, &variants),
            strategies,
            variants,
            prerequisites: self
                .prerequisites
                .into_iter()
                .map(|needed| Prerequisite {
                    key: needed.key.into_owned(),
                    enabled: needed.enabled,
                    variants: needed.variants.into_owned(),
                })
                .collect(),
        }
    }
}

impl<'a> SegmentPart<'a> {
    fn of(row: &'a SegmentRow) -> Self {
        Self {
            id: row.id,
            key: row.key.as_str().into(),
            constraints: Cow::Borrowed(&row.constraints),
        }
    }

    fn into_row(self) -> SegmentRow {
        SegmentRow {
            id: self.id,
            key: self.key.into_owned(),
            constraints: self.constraints.into_owned(),
        }
    }
}

/// What the last line says of the bytes before it.
pub fn seal(hash: Sha256) -> Seal {
    Seal {
        sha256: hex::encode(hash.finalize()),
    }
}
