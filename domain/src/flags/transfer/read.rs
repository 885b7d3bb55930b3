use super::{Bundle, FORMAT, Note, VERSION, unleash};
use crate::{fields::Problem, text_enum};
use serde_json::Value;
use std::collections::BTreeSet;

/// The largest file, in bytes.
pub const MAX_FILE: usize = 2 * 1000 * 1000;

text_enum! {
    /// What kind of file was read.
    Source {
        Arkan = "arkan",
        /// Unleash's own export (`/api/admin/features-batch/export`).
        UnleashExport = "unleash_export",
        /// What Unleash gives to SDKs (`/api/client/features`).
        UnleashClient = "unleash_client",
    }
}

/// A file as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    pub source: Source,
    pub bundle: Bundle,
    pub notes: Vec<Note>,
}

impl Read {
    /// The environments that the file speaks of.
    #[must_use]
    pub fn environments(&self) -> BTreeSet<&str> {
        let flags = self.bundle.flags.iter();
        flags
            .flat_map(|flag| flag.environments.keys().map(String::as_str))
            .collect()
    }
}

/// Reads a file of either format.
///
/// # Errors
/// The problem with the whole: too large, no JSON, no flags in a shape that is known.
pub fn read(text: &str) -> Result<Read, Problem> {
    if text.trim().is_empty() {
        return Err(Problem::Required);
    }
    if text.len() > MAX_FILE {
        return Err(Problem::TooLong { max: MAX_FILE });
    }
    if text.contains('\0') || text.contains("\\u0000") {
        return Err(Problem::HiddenCharacters);
    }
    let value: Value = serde_json::from_str(text).map_err(|error| Problem::Unreadable { why: error.to_string() })?;
    if value.get("featureStrategies").is_some() || value.get("featureEnvironments").is_some() {
        return Ok(unleash::export(&value));
    }
    if value.get("features").is_some() {
        return unleash::client(&value);
    }
    if value.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(Problem::format(
            r#"{"format": "arkan.flags", "version": 1, "flags": []}"#,
        ));
    }
    let bundle: Bundle =
        serde_json::from_value(value).map_err(|error| Problem::Unreadable { why: error.to_string() })?;
    if bundle.version == 0 || bundle.version > VERSION {
        let (min, max) = (1, i64::from(VERSION));
        return Err(Problem::OutOfRange { min, max });
    }
    Ok(Read {
        source: Source::Arkan,
        bundle,
        notes: Vec::new(),
    })
}
