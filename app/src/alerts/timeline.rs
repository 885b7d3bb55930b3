use super::title;
use arkan_backend::timeline::Event;
use arkan_locales::{Lang, t::alerts as t};
use serde_json::Value;

/// An event of this pillar as a sentence; none for a kind that this version does not know.
#[must_use]
pub fn sentence(lang: Lang, event: &Event) -> Option<String> {
    let who = &event.actor_label;
    let about = || {
        title(
            lang,
            &event.param("alert"),
            event.params.get("params").unwrap_or(&Value::Null),
        )
    };
    let name = || event.param("name");
    Some(match event.kind.as_str() {
        "alert.fired" => t::event_fired(lang, about()),
        "alert.resolved" => t::event_resolved(lang, about()),
        "alert.acknowledged" => t::event_acknowledged(lang, who, about()),
        "check.created" => t::event_check_created(lang, who, name()),
        "check.changed" => t::event_check_changed(lang, who, name()),
        "check.paused" => t::event_check_paused(lang, who, name()),
        "check.resumed" => t::event_check_resumed(lang, who, name()),
        "check.archived" => t::event_check_archived(lang, who, name()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_kind_that_the_services_write_has_a_sentence() {
        for kind in [
            "alert.fired",
            "alert.resolved",
            "alert.acknowledged",
            "check.created",
            "check.changed",
            "check.paused",
            "check.resumed",
            "check.archived",
        ] {
            let event = Event {
                seq: 1,
                at: chrono::DateTime::UNIX_EPOCH,
                pillar: "alerts".into(),
                kind: kind.into(),
                severity: "info".into(),
                project_id: None,
                environment_id: None,
                actor_label: "Layla".into(),
                link: None,
                params: json!({ "name": "Shop", "alert": "check.down", "params": { "name": "Shop" } }),
            };
            for lang in [Lang::En, Lang::Ar] {
                assert!(
                    sentence(lang, &event).is_some_and(|text| text.contains("Shop")),
                    "{kind}"
                );
            }
        }
    }
}
