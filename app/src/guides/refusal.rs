use arkan_domain::guides::GuideError;
use arkan_locales::{Lang, t};

/// What the pillar refuses, in the reader's language.
#[must_use]
pub fn refusal(lang: Lang, error: &GuideError) -> String {
    match error {
        GuideError::EditedMeanwhile { number, by } => t::guides::edited_meanwhile(lang, by, number),
        GuideError::NothingChanged => t::guides::nothing_changed(lang).to_owned(),
        GuideError::Archived => t::guides::archived_refusal(lang).to_owned(),
        GuideError::OldRevision => t::guides::old_revision(lang).to_owned(),
    }
}
