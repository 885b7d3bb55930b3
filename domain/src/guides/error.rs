/// What the guides pillar refuses, beyond a wrong field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GuideError {
    /// Someone saved a revision while this one was being written. The text that was typed is kept.
    #[error("revision {number} was saved meanwhile")]
    EditedMeanwhile { number: i32, by: String },
    /// The text is the same as the newest revision's.
    #[error("nothing was changed")]
    NothingChanged,
    /// An archived guide is read, not edited or acknowledged.
    #[error("the guide is archived")]
    Archived,
    /// Only the newest revision can be acknowledged.
    #[error("there is a newer revision")]
    OldRevision,
}
