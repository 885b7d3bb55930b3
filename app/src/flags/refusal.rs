use arkan_domain::flags::{FlagError, NotAll};
use arkan_locales::{Lang, t};

/// What the pillar refuses, in the reader's language.
#[must_use]
pub fn refusal(lang: Lang, error: &FlagError) -> String {
    let text = match error {
        FlagError::Needed(keys) => return t::rules::refused_needed(lang, keys.join(", ")),
        FlagError::SegmentUsed(keys) => return t::rules::refused_segment_used(lang, keys.join(", ")),
        FlagError::Tripped(trip) => return t::plans::refused_tripped(lang, super::plans::trip_text(lang, trip)),
        FlagError::Unapproved { has, needs } => return t::requests::refused_unapproved(lang, has, needs),
        FlagError::NeedsApproval => t::requests::refused_needs(lang),
        FlagError::OwnRequest => t::requests::refused_own(lang),
        FlagError::RequestClosed => t::requests::refused_closed(lang),
        FlagError::RequestStale => t::requests::refused_stale(lang),
        FlagError::RequestOfPlan => t::requests::refused_of_plan(lang),
        FlagError::PlanUnderWay => t::plans::refused_under_way(lang),
        FlagError::PlanState => t::plans::refused_state(lang),
        FlagError::NoGroups(why) => super::experiments::no_groups(lang, *why),
        FlagError::GroupsChanged => t::experiments::refused_changed(lang),
        FlagError::ExperimentUnderWay => t::experiments::refused_under_way(lang),
        FlagError::ExperimentState => t::experiments::refused_state(lang),
        FlagError::Off => t::experiments::refused_off(lang),
        FlagError::Archived => t::flags::refused_archived(lang),
        FlagError::NotArchived => t::flags::refused_not_archived(lang),
        FlagError::Killed => t::flags::refused_killed(lang),
        FlagError::NotKilled => t::flags::refused_not_killed(lang),
        FlagError::Targeted => t::flags::refused_targeted(lang),
        FlagError::NotAll(flags) => return not_all(lang, flags),
    };
    text.to_owned()
}

/// Names flags in a sentence.
type Tell = fn(Lang, String) -> String;

/// Names the flags that stood in the way of changing several.
fn not_all(lang: Lang, flags: &NotAll) -> String {
    use t::lists as l;
    let groups: [(&[String], Tell); 5] = [
        (&flags.gone, l::refused_gone),
        (&flags.archived, l::refused_archived),
        (&flags.changed, l::refused_changed),
        (&flags.needed, l::refused_needed),
        (&flags.full, l::refused_full),
    ];
    let mut text = l::refused_not_all(lang).to_owned();
    for (keys, tell) in groups.into_iter().filter(|(keys, _)| !keys.is_empty()) {
        text.push(' ');
        text.push_str(&tell(lang, keys.join(", ")));
    }
    text
}
