//! Flags as files: our own format, and what Unleash gives.

mod bundle;
mod read;
mod reading;
mod unleash;

#[cfg(test)]
mod tests;

pub use bundle::{Bundle, FORMAT, FieldPart, FlagPart, NeedPart, SegmentPart, StatePart, VERSION};
pub use read::{MAX_FILE, Read, Source, read};

use crate::text_enum;
use serde::Serialize;

text_enum! {
    /// What of a file was mapped to something else or has no place here.
    NoteKind {
        /// A type that is not known became `release`.
        Kind = "kind",
        /// No strategy at all meant everyone; it became the strategy `default`.
        Everyone = "everyone",
        /// Tags have no place here.
        Tags = "tags",
        /// Staleness and impression data have no place here.
        Marks = "marks",
        /// A member that is not known was left out.
        Unknown = "unknown",
        /// Archived flags are left out.
        Archived = "archived",
    }
}

/// One thing of a file that did not come over as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    pub kind: NoteKind,
    /// The flag, segment or field.
    pub key: String,
    /// What it is about: the member, the value.
    pub about: String,
}
