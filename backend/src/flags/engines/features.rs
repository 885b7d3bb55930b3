//! Flags as the protocol and the engine know them.

use crate::flags::queries::{Loaded, SegmentRow, StateRow};
use arkan_domain::flags::FlagKind;
use serde_json::Value;
use unleash_types::client_features::{ClientFeature, ClientFeatures, FeatureDependency, Segment, Strategy};

/// An environment's rules in the form of the Unleash client API: segments by their ids.
pub fn rules(loaded: &Loaded) -> ClientFeatures {
    ClientFeatures {
        version: 2,
        features: loaded.flags.iter().map(feature).collect(),
        segments: Some(loaded.segments.iter().filter_map(segment).collect()),
        query: None,
        meta: None,
    }
}

/// The flag as the engine reads it. One whose rules cannot be read is off.
pub fn feature(row: &StateRow) -> ClientFeature {
    let kept = row.strategies.as_array().map_or(0, Vec::len);
    let served: Vec<&Value> = row
        .strategies
        .as_array()
        .into_iter()
        .flatten()
        .filter(|strategy| strategy.get("disabled") != Some(&Value::Bool(true)))
        .collect();
    // No strategy at all means everyone; to have switched off the last one means nobody.
    let nobody = kept > 0 && served.is_empty();
    let strategies: Option<Vec<Strategy>> = served
        .into_iter()
        .map(|strategy| serde_json::from_value(strategy.clone()).map(|strategy| hashed_alike(strategy, &row.key)))
        .collect::<Result<_, _>>()
        .inspect_err(|error| tracing::error!(flag = row.key, %error, "strategies cannot be read; the flag is off"))
        .ok();
    let variants = serde_json::from_value(row.variants.clone())
        .inspect_err(|error| tracing::error!(flag = row.key, %error, "variants cannot be read; there are none"))
        .unwrap_or_default();
    ClientFeature {
        name: row.key.clone(),
        feature_type: Some(kind(row.kind).to_owned()),
        enabled: row.setting.serves() && strategies.is_some() && !nobody,
        strategies: Some(strategies.unwrap_or_default()),
        variants: Some(variants),
        dependencies: (!row.prerequisites.is_empty()).then(|| dependencies(row)),
        ..ClientFeature::default()
    }
}

/// Says by what a strategy's variants are drawn where SDKs would else take different things for granted: the engine goes
/// by the strategy's stickiness and, without a group, by the flag's key; the SDK for Node by the first variant's
/// stickiness and, without a group, by none.
fn hashed_alike(mut strategy: Strategy, key: &str) -> Strategy {
    let Some(variants) = strategy.variants.as_mut().filter(|variants| !variants.is_empty()) else {
        return strategy;
    };
    let parameters = strategy.parameters.get_or_insert_default();
    parameters.entry("groupId".to_owned()).or_insert_with(|| key.to_owned());
    let stickiness = parameters
        .entry("stickiness".to_owned())
        .or_insert_with(|| "default".to_owned());
    for variant in variants {
        variant.stickiness = Some(stickiness.clone());
    }
    strategy
}

fn dependencies(row: &StateRow) -> Vec<FeatureDependency> {
    row.prerequisites
        .iter()
        .map(|needed| FeatureDependency {
            feature: needed.key.clone(),
            enabled: Some(needed.enabled),
            variants: Some(needed.variants.clone()),
        })
        .collect()
}

fn segment(row: &SegmentRow) -> Option<Segment> {
    let constraints = serde_json::from_value(row.constraints.clone())
        .inspect_err(|error| tracing::error!(segment = row.key, %error, "a segment cannot be read"))
        .ok()?;
    Some(Segment {
        id: row.id,
        constraints,
    })
}

/// What Unleash calls a type of flag.
const fn kind(kind: FlagKind) -> &'static str {
    match kind {
        FlagKind::Release => "release",
        FlagKind::Experiment => "experiment",
        FlagKind::Operational => "operational",
        FlagKind::KillSwitch => "kill-switch",
        FlagKind::Permission => "permission",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn by_what_variants_are_drawn_is_said() {
        let variants = json!([{ "name": "a", "weight": 1000, "stickiness": "default" }]);
        let strategy = |name: &str, parameters: Value| {
            let value = json!({ "name": name, "parameters": parameters, "variants": variants });
            hashed_alike(serde_json::from_value(value).unwrap(), "checkout")
        };
        for (name, parameters, group, stickiness) in [
            ("default", json!({}), "checkout", "default"),
            ("userWithId", json!({ "userIds": "sara" }), "checkout", "default"),
            (
                "flexibleRollout",
                json!({ "rollout": "50", "stickiness": "country", "groupId": "till" }),
                "till",
                "country",
            ),
        ] {
            let said = strategy(name, parameters);
            let parameters = said.parameters.unwrap();
            assert_eq!(
                (&*parameters["groupId"], &*parameters["stickiness"]),
                (group, stickiness)
            );
            assert_eq!(said.variants.unwrap()[0].stickiness.as_deref(), Some(stickiness));
        }
        let bare: Strategy = serde_json::from_value(json!({ "name": "default" })).unwrap();
        assert_eq!(hashed_alike(bare.clone(), "checkout"), bare);
    }
}
