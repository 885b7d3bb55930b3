use serde_json::{Value, json};
use std::collections::BTreeMap;
use unleash_types::client_features::ClientFeatures;

/// An environment's rules as events of the Unleash client API: all of them, and what changed since the ones before.
pub struct Feed {
    revision: i64,
    /// Each flag by its name, as JSON.
    features: BTreeMap<String, String>,
    /// Each segment by its id, as JSON.
    segments: BTreeMap<i32, String>,
    /// The name of the rules before, and the events that lead from them to these.
    since: Option<(String, String)>,
}

impl Feed {
    /// `before`: the name of the rules before these, and their feed.
    pub(super) fn of(revision: i64, rules: &ClientFeatures, before: Option<(&str, &Self)>) -> Self {
        let json = |text: serde_json::Result<String>| text.unwrap_or_default();
        let features = rules
            .features
            .iter()
            .map(|feature| (feature.name.clone(), json(serde_json::to_string(feature))))
            .collect();
        let segments = rules
            .segments
            .iter()
            .flatten()
            .map(|segment| (segment.id, json(serde_json::to_string(segment))))
            .collect();
        let mut feed = Self {
            revision,
            features,
            segments,
            since: None,
        };
        feed.since = before.map(|(name, before)| (name.to_owned(), feed.changes(before)));
        feed
    }

    /// `{"events": […]}` with all rules, for who knows none.
    #[must_use]
    pub fn all(&self) -> String {
        let list = |texts: Vec<&str>| texts.join(",");
        format!(
            r#"{{"events":[{{"type":"hydration","eventId":{},"features":[{}],"segments":[{}]}}]}}"#,
            self.revision,
            list(self.features.values().map(String::as_str).collect()),
            list(self.segments.values().map(String::as_str).collect()),
        )
    }

    /// `{"events": […]}` for who knows the rules of this name: what changed, or everything when these are not the ones
    /// right before.
    #[must_use]
    pub fn since(&self, name: &str) -> String {
        match &self.since {
            Some((before, changes)) if before == name => changes.clone(),
            _ => self.all(),
        }
    }

    /// Segments come before the flags that may need them, and go after those that needed them.
    fn changes(&self, before: &Self) -> String {
        let id = self.revision;
        let updated = |kind: &str, what: &str, value: &str| {
            format!(r#"{{"type":"{kind}-updated","eventId":{id},"{what}":{value}}}"#)
        };
        let mut events = Vec::new();
        for (segment, text) in &self.segments {
            if before.segments.get(segment) != Some(text) {
                events.push(updated("segment", "segment", text));
            }
        }
        for (name, text) in &self.features {
            if before.features.get(name) != Some(text) {
                events.push(updated("feature", "feature", text));
            }
        }
        for (name, text) in &before.features {
            if !self.features.contains_key(name) {
                let project = serde_json::from_str(text)
                    .ok()
                    .and_then(|flag: Value| Some(flag.get("project")?.as_str()?.to_owned()))
                    .unwrap_or_else(|| "default".to_owned());
                let event =
                    json!({ "type": "feature-removed", "eventId": id, "featureName": name, "project": project });
                events.push(event.to_string());
            }
        }
        for segment in before.segments.keys() {
            if !self.segments.contains_key(segment) {
                events.push(json!({ "type": "segment-removed", "eventId": id, "segmentId": segment }).to_string());
            }
        }
        format!(r#"{{"events":[{}]}}"#, events.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unleash_types::client_features::{ClientFeature, ClientFeaturesDelta, Segment};

    fn rules(flags: &BTreeMap<u8, bool>, segments: &BTreeMap<u8, bool>) -> ClientFeatures {
        let feature = |(name, enabled): (&u8, &bool)| ClientFeature {
            name: format!("flag \"{name}\""),
            enabled: *enabled,
            ..ClientFeature::default()
        };
        let segment = |(id, filled): (&u8, &bool)| {
            let constraint = json!({ "contextName": "userId", "operator": "IN", "values": ["1"] });
            let constraints = if *filled { json!([constraint]) } else { json!([]) };
            serde_json::from_value::<Segment>(json!({ "id": id, "constraints": constraints })).unwrap()
        };
        ClientFeatures {
            version: 2,
            features: flags.iter().map(feature).collect(),
            segments: Some(segments.iter().map(segment).collect()),
            query: None,
            meta: None,
        }
    }

    fn applied(mut to: ClientFeatures, events: &str) -> ClientFeatures {
        let delta: ClientFeaturesDelta = serde_json::from_str(events).unwrap();
        to.apply_delta(&delta);
        to
    }

    proptest! {
        #[test]
        fn who_follows_the_events_has_the_rules(
            flags in any::<[BTreeMap<u8, bool>; 2]>(), segments in any::<[BTreeMap<u8, bool>; 2]>(),
        ) {
            let (old, new) = (rules(&flags[0], &segments[0]), rules(&flags[1], &segments[1]));
            let before = Feed::of(1, &old, None);
            let feed = Feed::of(2, &new, Some(("old", &before)));
            let expected = applied(new, r#"{"events":[]}"#);
            let known = applied(old.clone(), &feed.since("old"));
            prop_assert_eq!(&known.features, &expected.features);
            prop_assert_eq!(&known.segments, &expected.segments);
            let strange = applied(old, &feed.since("other"));
            prop_assert_eq!((&strange.features, &strange.segments), (&expected.features, &expected.segments));
            prop_assert_eq!(feed.since("other"), feed.all());
        }
    }

    #[test]
    fn nothing_is_told_twice() {
        let rules = rules(&BTreeMap::from([(1, true)]), &BTreeMap::new());
        let before = Feed::of(1, &rules, None);
        let same = Feed::of(2, &rules, Some(("one", &before)));
        assert_eq!(same.since("one"), r#"{"events":[]}"#);
    }
}
