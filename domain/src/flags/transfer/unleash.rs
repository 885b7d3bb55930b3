//! Unleash's files: one environment's export of its admin API, and what its client API gives to SDKs.

use super::{Bundle, FieldPart, NeedPart, NoteKind, Read, Source, reading::Reading};
use crate::fields::Problem;
use serde_json::Value;

/// Fields of the context that every project has.
const BUILT_IN: [&str; 6] = [
    "userId",
    "sessionId",
    "appName",
    "remoteAddress",
    "currentTime",
    "environment",
];
/// An export of the admin API.
pub fn export(value: &Value) -> Result<Read, Problem> {
    let mut reading = Reading::new(value);
    let mut bundle = Bundle::new();
    bundle.context_fields = list(value, "contextFields").iter().filter_map(field).collect();
    bundle.segments = reading.segments(value);
    for feature in list(value, "features") {
        let key = text(feature, "name");
        let Some(mut flag) = reading.flag(feature) else {
            continue;
        };
        let own = |entry: &&Value| text(entry, "featureName") == key;
        let strategies: Vec<&Value> = list(value, "featureStrategies").iter().filter(own).collect();
        for state in list(value, "featureEnvironments") {
            let of = if state.get("featureName").is_some() {
                "featureName"
            } else {
                "name"
            };
            if text(state, of) != key {
                continue;
            }
            let variants = list(state, "variants");
            let enabled = state.get("enabled") == Some(&Value::Bool(true));
            let part = reading.state(&key, enabled, &strategies, variants);
            flag.environments.insert(text(state, "environment"), part);
        }
        let needs = list(value, "dependencies")
            .iter()
            .filter(|entry| text(entry, "feature") == key);
        flag.prerequisites = needs.flat_map(|entry| list(entry, "dependencies")).map(need).collect();
        bundle.flags.push(flag);
    }
    if !list(value, "featureTags").is_empty() {
        reading.note(NoteKind::Tags, "", "featureTags");
    }
    Ok(reading.done(Source::UnleashExport, bundle))
}

/// What the client API gives: one environment, which it does not always name.
pub fn client(value: &Value) -> Result<Read, Problem> {
    let features = value.get("features").and_then(Value::as_array);
    let features = features.ok_or(Problem::format(r#"{"version": 2, "features": []}"#))?;
    let mut reading = Reading::new(value);
    let mut bundle = Bundle::new();
    bundle.segments = reading.segments(value);
    let environment = value.pointer("/query/environment").and_then(Value::as_str);
    let environment = environment.unwrap_or("default").to_owned();
    for feature in features {
        let key = text(feature, "name");
        let Some(mut flag) = reading.flag(feature) else {
            continue;
        };
        let strategies: Vec<&Value> = list(feature, "strategies").iter().collect();
        let enabled = feature.get("enabled") == Some(&Value::Bool(true));
        let part = reading.state(&key, enabled, &strategies, list(feature, "variants"));
        flag.environments.insert(environment.clone(), part);
        flag.prerequisites = list(feature, "dependencies").iter().map(need).collect();
        bundle.flags.push(flag);
    }
    Ok(reading.done(Source::UnleashClient, bundle))
}

pub(super) fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

pub(super) fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn field(field: &Value) -> Option<FieldPart> {
    let name = text(field, "name");
    // Newer files give values with their descriptions, older ones plain texts.
    let value = |value: &Value| value.as_str().map_or_else(|| text(value, "value"), str::to_owned);
    (!BUILT_IN.contains(&name.as_str())).then(|| FieldPart {
        description: text(field, "description"),
        legal_values: list(field, "legalValues").iter().map(value).collect(),
        sticky: field.get("stickiness") == Some(&Value::Bool(true)),
        name,
    })
}

fn need(entry: &Value) -> NeedPart {
    NeedPart {
        key: text(entry, "feature"),
        enabled: entry.get("enabled") != Some(&Value::Bool(false)),
        variants: list(entry, "variants")
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
    }
}
