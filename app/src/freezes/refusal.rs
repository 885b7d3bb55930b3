use crate::ui::instant;
use arkan_domain::freezes::FreezeError;
use arkan_locales::{Lang, t::freezes as f};

/// What is refused because of a freeze, in the reader's language: until when, and why.
#[must_use]
pub fn refusal(lang: Lang, error: &FreezeError) -> String {
    match error {
        FreezeError::Frozen { until, reason, by } => f::refused(lang, instant(*until), by, reason),
        FreezeError::Over => f::refused_over(lang).to_owned(),
    }
}
