use super::{
    Bundle, FlagPart, Note, NoteKind, Read, SegmentPart, Source, StatePart,
    unleash::{list, text},
};
use crate::flags::FlagKind;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

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

/// A file of Unleash while it is read: what is noted, and what its numbers mean.
pub struct Reading {
    notes: Vec<Note>,
    segments: Segments,
}

impl Reading {
    pub fn new(value: &Value) -> Self {
        let segments = list(value, "segments").iter();
        let number = |segment: &Value| Some((segment.get("id")?.as_i64()?, segment_key(segment)));
        Self {
            notes: Vec::new(),
            segments: segments.filter_map(number).collect(),
        }
    }

    pub fn done(self, source: Source, bundle: Bundle) -> Read {
        Read {
            source,
            bundle: bundle.sorted(),
            notes: self.notes,
        }
    }

    pub fn note(&mut self, kind: NoteKind, key: &str, about: &str) {
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
    pub fn segments(&mut self, value: &Value) -> Vec<SegmentPart> {
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

    pub fn flag(&mut self, feature: &Value) -> Option<FlagPart> {
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

    pub fn state(&mut self, key: &str, enabled: bool, strategies: &[&Value], variants: &[Value]) -> StatePart {
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
