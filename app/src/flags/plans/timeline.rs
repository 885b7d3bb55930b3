use super::words::trip_text;
use arkan_backend::timeline::Event;
use arkan_domain::{
    flags::plan::{Halt, OnTrip, Trip},
    pillar::Severity,
};
use arkan_locales::{Lang, t::plans as p};
use serde_json::Value;

/// An event of a plan as a sentence; none for a kind that this version does not know.
#[must_use]
pub fn sentence(lang: Lang, event: &Event) -> Option<String> {
    told(lang, &event.kind, &event.params)
}

/// An entry of the audit trail about a plan as a line of the flag's history, and how loud it is.
#[must_use]
pub fn line(
    lang: Lang,
    (action, after): (&str, Option<&Value>),
    (key, environment): (&str, &str),
) -> Option<(String, Severity)> {
    let mut params = after?.clone();
    params["key"] = key.into();
    params["environment"] = environment.into();
    let (kind, severity) = match action {
        "flag.plan_step" => ("flag.plan_step", Severity::Info),
        "flag.plan_back" => ("flag.plan_back", Severity::Warning),
        "plan.start" => ("plan.started", Severity::Info),
        "plan.pause" if params.get("halt").is_some() => ("plan.interrupted", Severity::Warning),
        "plan.pause" => ("plan.paused", Severity::Warning),
        "plan.trip" => ("plan.tripped", Severity::Critical),
        "plan.resume" => ("plan.resumed", Severity::Info),
        "plan.skip" => ("plan.skipped", Severity::Warning),
        "plan.cancel" => ("plan.cancelled", Severity::Warning),
        "plan.finish" => ("plan.finished", Severity::Good),
        _ => return None,
    };
    Some((told(lang, kind, &params)?, severity))
}

fn told(lang: Lang, kind: &str, params: &Value) -> Option<String> {
    let text = |name: &str| match params.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    };
    let (key, environment) = (text("key"), text("environment"));
    Some(match kind {
        "plan.started" => p::event_started(lang, key, environment, text("count"), text("last")),
        "flag.plan_step" => p::event_step(
            lang,
            key,
            text("share_from"),
            text("share_to"),
            environment,
            text("step"),
            text("steps"),
        ),
        "flag.plan_back" => p::event_back(lang, key, environment),
        "plan.paused" => p::event_paused(lang, key, environment, text("reason")),
        "plan.interrupted" => match Halt::parse(&text("halt"))? {
            Halt::Kill => p::event_halt_kill(lang, key, environment),
            Halt::Archive => p::event_halt_archive(lang, key, environment),
            Halt::Approval => p::event_halt_approval(lang, key, environment),
            Halt::Rules => p::event_halt_rules(lang, key, environment),
            Halt::Hand | Halt::Person => p::event_halt_hand(lang, key, environment),
        },
        "plan.tripped" => {
            let trip: Trip = serde_json::from_value(params.get("trip")?.clone()).ok()?;
            let why = trip_text(lang, &trip);
            match OnTrip::parse(&text("on_trip"))? {
                OnTrip::Pause => p::event_tripped_pause(lang, key, environment, why),
                OnTrip::Back => p::event_tripped_back(lang, key, environment, why),
                OnTrip::Off => p::event_tripped_off(lang, key, environment, why),
            }
        }
        "plan.resumed" => p::event_resumed(lang, key, environment),
        "plan.skipped" => p::event_skipped(lang, key, environment, text("reason")),
        "plan.cancelled" => p::event_cancelled(lang, key, environment, text("reason")),
        "plan.finished" => p::event_finished(lang, key, environment),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_kind_has_a_sentence_in_both_languages() {
        let halts =
            ["hand", "kill", "archive", "rules", "approval"].map(|halt| ("plan.interrupted", json!({ "halt": halt })));
        let trip = json!({ "guard": "failures", "name": "till", "percent": 40 });
        let trips = ["pause", "back", "off"].map(|what| ("plan.tripped", json!({ "trip": trip, "on_trip": what })));
        let plain = [
            "plan.started",
            "flag.plan_step",
            "flag.plan_back",
            "plan.paused",
            "plan.resumed",
            "plan.skipped",
            "plan.cancelled",
            "plan.finished",
        ]
        .map(|kind| (kind, json!({})));
        for lang in Lang::ALL {
            for (kind, params) in halts.iter().chain(&trips).chain(&plain) {
                let mut params = params.clone();
                params["key"] = "checkout".into();
                params["environment"] = "Production".into();
                let told = told(lang, kind, &params).expect(kind);
                assert!(told.contains("checkout") && !told.contains('{'), "{told}");
            }
            assert_eq!(told(lang, "plan.exploded", &json!({})), None);
        }
    }
}
