use arkan_backend::timeline::Event;
use arkan_locales::{Lang, t};

/// An event of this pillar as a sentence; none for a kind that this version does not know.
#[must_use]
pub fn sentence(lang: Lang, event: &Event) -> Option<String> {
    use t::flags as f;
    let (key, environment) = (event.param("key"), event.param("environment"));
    Some(match event.kind.as_str() {
        "flag.created" => f::event_created(lang, key),
        "flag.edited" => f::event_edited(lang, key),
        "flag.switched_on" => f::event_switched_on(lang, key, environment),
        "flag.switched_off" => f::event_switched_off(lang, key, environment),
        "flag.rollout_changed" => {
            f::event_rollout_changed(lang, key, event.param("from"), event.param("to"), environment)
        }
        "flag.killed" => f::event_killed(lang, key, environment, event.param("reason")),
        "flag.revived" => f::event_revived(lang, key, environment),
        "flag.archived" => f::event_archived(lang, key),
        "flag.rules_changed" => t::rules::event_rules_changed(lang, key, environment),
        "flag.reverted" => t::rules::event_reverted(lang, key, environment),
        "flag.need_set" => t::rules::event_need_set(lang, key, event.param("parent")),
        "flag.need_removed" => t::rules::event_need_removed(lang, key, event.param("parent")),
        "segment.created" => t::rules::event_segment_created(lang, event.param("segment")),
        "segment.changed" => t::rules::event_segment_changed(lang, event.param("segment")),
        "segment.deleted" => t::rules::event_segment_deleted(lang, event.param("segment")),
        "flag.restored" => f::event_restored(lang, key),
        "flag.bulk_archived" => t::lists::event_bulk_archived(lang, count(event), event.param("keys")),
        "flag.bulk_edited" => t::lists::event_bulk_edited(lang, count(event), event.param("keys")),
        _ => {
            return super::plans::sentence(lang, event)
                .or_else(|| super::usage::sentence(lang, event))
                .or_else(|| super::requests::sentence(lang, event))
                .or_else(|| super::experiments::sentence(lang, event));
        }
    })
}

fn count(event: &Event) -> u64 {
    event.param("count").parse().unwrap_or_default()
}
