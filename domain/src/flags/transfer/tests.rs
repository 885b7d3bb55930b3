use super::*;
use crate::fields::Problem;
use serde_json::{Value, json};

/// One environment of an Unleash, as its admin API exports it.
fn export() -> Value {
    json!({
        "features": [
            { "name": "checkout", "description": "Pay", "type": "kill-switch", "project": "default", "stale": true,
              "impressionData": false, "archived": false },
            { "name": "greeting", "type": "toy", "project": "default", "stale": false, "archived": false },
            { "name": "gone", "type": "release", "archived": true },
        ],
        "featureStrategies": [
            { "name": "flexibleRollout", "id": "784f2bc1-ba45-4a92-a6d6-a80e18a4e407", "featureName": "checkout",
              "title": null, "parameters": { "rollout": 50 }, "sortOrder": 0, "segments": [4], "colour": "red",
              "constraints": [{ "values": ["pro"], "inverted": false, "operator": "IN", "contextName": "plan",
                                "caseInsensitive": false }] },
        ],
        "featureEnvironments": [
            { "enabled": true, "featureName": "checkout", "environment": "development", "name": "checkout", "variants": [
                { "name": "blue", "weight": 1000, "weightType": "variable", "stickiness": "default",
                  "overrides": [{ "contextName": "userId", "values": ["omar"] }] }] },
            { "enabled": false, "featureName": "greeting", "environment": "development", "variants": [] },
        ],
        "contextFields": [
            { "name": "userId", "stickiness": true, "sortOrder": 1, "legalValues": [] },
            { "name": "plan", "description": "What they pay", "stickiness": true, "sortOrder": 9,
              "legalValues": [{ "value": "pro", "description": "paid" }, { "value": "free" }] },
        ],
        "featureTags": [{ "featureName": "checkout", "tagType": "simple", "tagValue": "a" }],
        "segments": [{ "id": 4, "name": "beta testers" }],
        "tagTypes": [{ "name": "simple", "description": "test" }],
        "dependencies": [{ "feature": "checkout", "dependencies": [{ "feature": "greeting", "enabled": true }] }],
    })
}

#[test]
fn an_export_of_unleash_comes_over_and_says_what_does_not() {
    let read = read(&export().to_string()).unwrap();
    assert_eq!(read.source, Source::UnleashExport);
    let [checkout, greeting] = read.bundle.flags.as_slice() else {
        panic!("{:?}", read.bundle)
    };
    assert_eq!(
        (checkout.kind.as_str(), greeting.kind.as_str()),
        ("kill_switch", "release")
    );
    let state = &checkout.environments["development"];
    assert!(state.enabled);
    assert_eq!(
        state.strategies[0]["parameters"],
        json!({ "rollout": "50", "groupId": "checkout", "stickiness": "default" })
    );
    assert_eq!(state.strategies[0]["segments"], json!(["beta-testers"]));
    assert_eq!(state.variants[0]["overrides"][0]["values"], json!(["omar"]));
    assert_eq!(
        greeting.environments["development"].strategies,
        [json!({ "name": "default" })]
    );
    assert_eq!(checkout.prerequisites[0].key, "greeting");
    let [plan] = read.bundle.context_fields.as_slice() else {
        panic!("{:?}", read.bundle)
    };
    assert_eq!(
        (plan.legal_values.as_slice(), plan.sticky),
        (["pro".to_owned(), "free".to_owned()].as_slice(), true)
    );
    let kinds: Vec<_> = read.notes.iter().map(|note| (note.kind, note.about.as_str())).collect();
    for expected in [
        (NoteKind::Marks, "stale"),
        (NoteKind::Kind, "toy"),
        (NoteKind::Unknown, "colour"),
        (NoteKind::Everyone, "default"),
        (NoteKind::Archived, "archived"),
        (NoteKind::Tags, "featureTags"),
    ] {
        assert!(kinds.contains(&expected), "{expected:?} in {kinds:?}");
    }
}

#[test]
fn what_sdks_get_comes_over_with_its_segments() {
    let text = json!({
        "version": 2,
        "features": [{ "name": "a", "type": "release", "enabled": true,
            "strategies": [{ "name": "userWithId", "parameters": { "userIds": "sara" }, "segments": [1] }],
            "variants": [] }],
        "segments": [{ "id": 1, "constraints": [{ "contextName": "plan", "operator": "IN", "values": ["pro"] }] }],
    });
    let read = read(&text.to_string()).unwrap();
    assert_eq!(read.source, Source::UnleashClient);
    assert_eq!(read.bundle.segments[0].key, "segment-1");
    let state = &read.bundle.flags[0].environments["default"];
    assert_eq!(state.strategies[0]["segments"], json!(["segment-1"]));
    assert_eq!(read.notes, []);
}

#[test]
fn what_is_no_file_of_flags_is_refused_with_what_would_be() {
    assert_eq!(read(" "), Err(Problem::Required));
    assert!(matches!(read("{"), Err(Problem::Unreadable { .. })));
    assert!(matches!(read("{\"flags\":[]}"), Err(Problem::Format { .. })));
    let newer = json!({ "format": FORMAT, "version": 2, "flags": [] }).to_string();
    assert_eq!(read(&newer), Err(Problem::OutOfRange { min: 1, max: 1 }));
    let unknown = json!({ "format": FORMAT, "version": 1, "flags": [], "colour": 1 }).to_string();
    assert!(matches!(read(&unknown), Err(Problem::Unreadable { .. })));
    assert_eq!(read(&"x".repeat(MAX_FILE + 1)), Err(Problem::TooLong { max: MAX_FILE }));
}

#[test]
fn what_is_written_is_read_back() {
    let bundle = read(&export().to_string()).unwrap().bundle;
    assert_eq!(read(&bundle.text()).unwrap().bundle, bundle);
    let mut turned = bundle.clone();
    turned.flags.reverse();
    assert_eq!(turned.sorted().text(), bundle.text());
}
