use arkan_backend::timeline::Event;
use arkan_locales::{Lang, t::experiments as e};
use serde_json::Value;

/// An event of an experiment as a sentence; none for a kind that this version does not know.
#[must_use]
pub fn sentence(lang: Lang, event: &Event) -> Option<String> {
    let (name, key, environment) = (event.param("name"), event.param("key"), event.param("environment"));
    Some(match event.kind.as_str() {
        "experiment.planned" => e::event_planned(lang, name, key, environment),
        "experiment.started" => e::event_started(lang, name, key, environment),
        "experiment.ended" => e::event_ended(lang, name, key, environment, event.param("reason")),
        "experiment.discarded" => e::event_discarded(lang, name, key, environment),
        _ => return None,
    })
}

/// An entry of the audit trail about an experiment as a line of the flag's history.
#[must_use]
pub fn line(lang: Lang, (action, after): (&str, Option<&Value>), environment: &str) -> Option<String> {
    let text = |name: &str| {
        after
            .and_then(|after| after.get(name))
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    Some(match action {
        "experiment.plan" => e::history_plan(lang, text("name"), environment),
        "experiment.start" => e::history_start(lang, text("name"), environment),
        "experiment.end" => e::history_end(lang, text("name"), environment, text("reason")),
        "experiment.discard" => e::history_discard(lang, text("name"), environment),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_act_has_a_line_in_both_languages() {
        let after = json!({ "name": "Short form", "reason": "no use" });
        for lang in Lang::ALL {
            for act in ["plan", "start", "end", "discard"] {
                let told = line(lang, (&format!("experiment.{act}"), Some(&after)), "Production").expect(act);
                assert!(told.contains("Short form") && !told.contains('{'), "{told}");
            }
            assert_eq!(line(lang, ("experiment.explode", None), ""), None);
        }
    }
}
