use arkan_domain::flags::FlagError;
use arkan_locales::{Lang, t};

/// What the pillar refuses, in the reader's language.
#[must_use]
pub fn refusal(lang: Lang, error: &FlagError) -> String {
    let text = match error {
        FlagError::Needed(keys) => return t::rules::refused_needed(lang, keys.join(", ")),
        FlagError::SegmentUsed(keys) => return t::rules::refused_segment_used(lang, keys.join(", ")),
        FlagError::Tripped(trip) => return t::plans::refused_tripped(lang, super::plans::trip_text(lang, trip)),
        FlagError::PlanUnderWay => t::plans::refused_under_way(lang),
        FlagError::PlanState => t::plans::refused_state(lang),
        FlagError::Archived => t::flags::refused_archived(lang),
        FlagError::NotArchived => t::flags::refused_not_archived(lang),
        FlagError::Killed => t::flags::refused_killed(lang),
        FlagError::NotKilled => t::flags::refused_not_killed(lang),
        FlagError::Targeted => t::flags::refused_targeted(lang),
    };
    text.to_owned()
}
