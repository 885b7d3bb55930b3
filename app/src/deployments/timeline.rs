use arkan_backend::timeline::Event;
use arkan_locales::{Lang, t::deployments as d};

/// An event of this pillar as a sentence; none for a kind that this version does not know.
#[must_use]
pub fn sentence(lang: Lang, event: &Event) -> Option<String> {
    let [project, stage, version, reason] = ["project", "stage", "version", "reason"].map(|name| event.param(name));
    Some(match event.kind.as_str() {
        "release.registered" => d::tl_registered(lang, version, project),
        "stage.deployed" => d::tl_deployed(lang, version, project, stage),
        "stage.promoted" => d::tl_promoted(lang, version, project, stage),
        "stage.rolled_back" if reason.is_empty() => d::tl_rolled_back_plain(lang, stage, project, version),
        "stage.rolled_back" => d::tl_rolled_back(lang, stage, project, version, reason),
        "stage.held" => d::tl_held(lang, stage, project, reason),
        "stage.unheld" => d::tl_unheld(lang, stage, project),
        _ => return crate::freezes::sentence(lang, event),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn event(kind: &str) -> Event {
        Event {
            seq: 1,
            at: chrono::DateTime::from_timestamp(1_800_000_000, 0).expect("a time"),
            pillar: "deployments".into(),
            kind: kind.into(),
            severity: "info".into(),
            project_id: None,
            environment_id: None,
            actor_label: "ci".into(),
            link: None,
            params: json!({ "project": "Shop", "stage": "Staging", "version": "1.4", "reason": "errors" }),
        }
    }

    #[test]
    fn each_kind_has_a_sentence_in_both_languages() {
        let kinds = [
            "release.registered",
            "stage.deployed",
            "stage.promoted",
            "stage.rolled_back",
            "stage.held",
            "stage.unheld",
        ];
        for lang in Lang::ALL {
            for kind in kinds {
                let told = sentence(lang, &event(kind)).expect(kind);
                assert!(told.contains("Shop"), "{told}");
            }
            assert_eq!(sentence(lang, &event("stage.exploded")), None);
        }
        assert_eq!(
            sentence(Lang::En, &event("stage.rolled_back")).as_deref(),
            Some("Staging of Shop was rolled back to 1.4: errors")
        );
    }
}
