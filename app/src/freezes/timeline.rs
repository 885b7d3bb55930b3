use crate::ui::instant;
use arkan_backend::timeline::Event;
use arkan_locales::{Lang, t::freezes as f, t::requests as r};
use chrono::{DateTime, Utc};

/// An event about a freeze as a sentence; none for a kind that this version does not know.
#[must_use]
pub fn sentence(lang: Lang, event: &Event) -> Option<String> {
    let [project, environment, reason] = ["project", "environment", "reason"].map(|name| event.param(name));
    let until = event
        .param("until")
        .parse::<DateTime<Utc>>()
        .map(instant)
        .unwrap_or_default();
    Some(match (event.kind.as_str(), environment.is_empty()) {
        ("freeze.created", true) => f::event_created_all(lang, project, until, reason),
        ("freeze.created", false) => f::event_created_one(lang, environment, project, until, reason),
        ("freeze.ended", true) => f::event_ended_all(lang, project, reason),
        ("freeze.ended", false) => f::event_ended_one(lang, environment, project, reason),
        _ => return None,
    })
}

/// Marks the sentence of what went past a freeze or an approval.
#[must_use]
pub fn past(lang: Lang, event: &Event, sentence: String) -> String {
    match event.param("past").as_str() {
        "freeze" => f::past_freeze(lang, sentence),
        "approval" => r::past_approval(lang, sentence),
        "approval+freeze" => r::past_both(lang, sentence),
        _ => sentence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_kind_has_a_sentence_in_both_languages() {
        let event = |kind: &str, environment: Option<&str>| Event {
            seq: 1,
            at: DateTime::from_timestamp(1_800_000_000, 0).expect("a time"),
            pillar: "deployments".into(),
            kind: kind.into(),
            severity: "warning".into(),
            project_id: None,
            environment_id: None,
            actor_label: "Layla".into(),
            link: None,
            params: json!({
                "project": "Shop", "environment": environment, "until": "2026-12-01T00:00:00Z", "reason": "the sale",
                "past": "freeze",
            }),
        };
        for lang in Lang::ALL {
            for kind in ["freeze.created", "freeze.ended"] {
                for environment in [None, Some("Production")] {
                    let event = event(kind, environment);
                    let told = sentence(lang, &event).expect(kind);
                    assert!(told.contains("Shop") && told.contains("the sale"), "{told}");
                    assert_ne!(past(lang, &event, told.clone()), told);
                }
            }
            assert_eq!(sentence(lang, &event("freeze.melted", None)), None);
        }
    }
}
