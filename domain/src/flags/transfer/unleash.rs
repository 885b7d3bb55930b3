//! Unleash's files: one environment's export of its admin API, and what its client API gives to SDKs.

use super::{Bundle, FieldPart, FlagPart, NeedPart, Note, NoteKind, Read, SegmentPart, Source, StatePart};
use crate::{fields::Problem, flags::FlagKind};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Fields of the context that every project has.
const BUILT_IN: [&str; 6] = [
    "userId",
    "sessionId",
    "appName",
    "remoteAddress",
    "currentTime",
    "environment",
];
/// Members of a strategy that say where it stands, not what it does.
const PLACE: [&str; 8] = [
    "id",
    "featureName",
    "featureId",
    "strategyName",
    "sortOrder",
    "environment",
    "projectId",
    "milestoneId",
];
const STRATEGY: [&str; 7] = [
    "name",
    "title",
    "disabled",
    "parameters",
    "constraints",
    "segments",
    "variants",
];
const CONSTRAINT: [&str; 6] = [
    "contextName",
    "operator",
    "values",
    "value",
    "inverted",
    "caseInsensitive",
];
const VARIANT: [&str; 6] = ["name", "weight", "weightType", "stickiness", "payload", "overrides"];

/// Segments by their numbers in the file.
type Segments = BTreeMap<i64, String>;

struct Reading {
    notes: Vec<Note>,
    segments: Segments,
}

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

fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
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

impl Reading {
    fn new(value: &Value) -> Self {
        let segments = list(value, "segments").iter();
        let number = |segment: &Value| Some((segment.get("id")?.as_i64()?, segment_key(segment)));
        Self {
            notes: Vec::new(),
            segments: segments.filter_map(number).collect(),
        }
    }

    fn done(self, source: Source, bundle: Bundle) -> Read {
        Read {
            source,
            bundle: bundle.sorted(),
            notes: self.notes,
        }
    }

    fn note(&mut self, kind: NoteKind, key: &str, about: &str) {
        let note = Note {
            kind,
            key: key.to_owned(),
            about: about.to_owned(),
        };
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Segments that come with their constraints; an export only names them, and they must be here already.
    fn segments(&mut self, value: &Value) -> Vec<SegmentPart> {
        let mut parts = Vec::new();
        for segment in list(value, "segments") {
            if segment.get("constraints").is_some() {
                let key = segment_key(segment);
                let constraints = list(segment, "constraints")
                    .iter()
                    .map(|constraint| self.kept(&key, constraint, &CONSTRAINT, &[]))
                    .collect();
                parts.push(SegmentPart {
                    description: text(segment, "description"),
                    constraints: Value::Array(constraints),
                    key,
                });
            }
        }
        parts
    }

    fn flag(&mut self, feature: &Value) -> Option<FlagPart> {
        let key = text(feature, "name");
        if feature.get("archived") == Some(&Value::Bool(true)) {
            self.note(NoteKind::Archived, &key, "archived");
            return None;
        }
        for mark in ["stale", "impressionData"] {
            if feature.get(mark) == Some(&Value::Bool(true)) {
                self.note(NoteKind::Marks, &key, mark);
            }
        }
        let given = text(feature, "type");
        let kind = FlagKind::parse(&given.replace('-', "_")).unwrap_or_else(|| {
            if !given.is_empty() {
                self.note(NoteKind::Kind, &key, &given);
            }
            FlagKind::Release
        });
        Some(FlagPart {
            description: text(feature, "description"),
            kind: kind.as_str().to_owned(),
            prerequisites: Vec::new(),
            environments: BTreeMap::new(),
            key,
        })
    }

    fn state(&mut self, key: &str, enabled: bool, strategies: &[&Value], variants: &[Value]) -> StatePart {
        let mut strategies: Vec<Value> = strategies.iter().map(|strategy| self.strategy(key, strategy)).collect();
        if strategies.is_empty() {
            self.note(NoteKind::Everyone, key, "default");
            strategies.push(json!({ "name": "default" }));
        }
        StatePart {
            enabled,
            strategies,
            variants: variants
                .iter()
                .map(|variant| self.kept(key, variant, &VARIANT, &[]))
                .collect(),
        }
    }

    fn strategy(&mut self, key: &str, strategy: &Value) -> Value {
        let mut kept = self.kept(key, strategy, &STRATEGY, &PLACE);
        // Some versions call it so.
        if kept.get("name").is_none() {
            kept["name"] = strategy.get("strategyName").cloned().unwrap_or_default();
        }
        let mut parameters = kept
            .get("parameters")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        for value in parameters.values_mut() {
            if !value.is_string() {
                *value = Value::String(value.to_string());
            }
        }
        if kept["name"] == "flexibleRollout" {
            let or = |parameters: &mut Map<String, Value>, name: &str, value: &str| {
                let empty = parameters.get(name).and_then(Value::as_str).is_none_or(str::is_empty);
                if empty {
                    parameters.insert(name.to_owned(), value.into());
                }
            };
            or(&mut parameters, "groupId", key);
            or(&mut parameters, "stickiness", "default");
        }
        kept["parameters"] = Value::Object(parameters);
        let constraints: Vec<Value> = list(strategy, "constraints")
            .iter()
            .map(|constraint| self.kept(key, constraint, &CONSTRAINT, &[]))
            .collect();
        kept["constraints"] = constraints.into();
        // A number without a segment stays, and is refused as one that is not there.
        let segments: Vec<Value> = list(strategy, "segments")
            .iter()
            .map(|id| {
                id.as_i64()
                    .and_then(|id| self.segments.get(&id))
                    .map_or_else(|| id.to_string(), Clone::clone)
            })
            .map(Value::String)
            .collect();
        kept["segments"] = segments.into();
        let variants: Vec<Value> = list(strategy, "variants")
            .iter()
            .map(|variant| self.kept(key, variant, &VARIANT, &[]))
            .collect();
        kept["variants"] = variants.into();
        kept
    }

    /// The members that are known; what is not is noted.
    fn kept(&mut self, key: &str, value: &Value, known: &[&str], place: &[&str]) -> Value {
        let mut kept = Map::new();
        for (name, member) in value.as_object().into_iter().flatten() {
            if member.is_null() || place.contains(&name.as_str()) {
                continue;
            }
            if known.contains(&name.as_str()) {
                kept.insert(name.clone(), member.clone());
            } else {
                self.note(NoteKind::Unknown, key, name);
            }
        }
        Value::Object(kept)
    }
}

/// Unleash gives segments names that people read; here they have keys.
fn segment_key(segment: &Value) -> String {
    let name = text(segment, "name");
    if name.is_empty() {
        let id = segment.get("id").map(Value::to_string).unwrap_or_default();
        return format!("segment-{id}");
    }
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') {
            c
        } else {
            '-'
        }
    };
    name.trim().chars().map(plain).collect()
}
