use arkan_domain::{
    fields::Problem,
    flags::{Draft, transfer::StatePart},
};
use serde_json::Value;
use std::collections::BTreeMap;

/// A draft without the numbers of this project: its strategies name segments by key.
pub fn portable(draft: &Draft, keys: &BTreeMap<i32, String>) -> StatePart {
    // Read and written again, so that the same rules are the same text, however they came in.
    let strategies = draft.rules().map(|rules| rules.draft(draft.enabled).strategies);
    let strategies = strategies.as_ref().unwrap_or(&draft.strategies);
    let mut strategies = strategies.as_array().cloned().unwrap_or_default();
    for strategy in &mut strategies {
        let Some(Value::Array(segments)) = strategy.get_mut("segments") else {
            continue;
        };
        for segment in segments {
            let id = segment.as_i64().and_then(|id| i32::try_from(id).ok());
            if let Some(key) = id.and_then(|id| keys.get(&id)) {
                *segment = Value::String(key.clone());
            }
        }
    }
    StatePart {
        enabled: draft.enabled,
        strategies,
        variants: draft.variants.as_array().cloned().unwrap_or_default(),
    }
}

/// The draft that a file speaks of, with this project's numbers.
///
/// # Errors
/// The path of a segment that is not here.
pub fn draft(part: &StatePart, ids: &BTreeMap<String, i32>) -> Result<Draft, (String, Problem)> {
    let mut strategies = part.strategies.clone();
    for (index, strategy) in strategies.iter_mut().enumerate() {
        let Some(Value::Array(segments)) = strategy.get_mut("segments") else {
            continue;
        };
        for segment in segments {
            let id = segment.as_str().and_then(|key| ids.get(key));
            let id = id.ok_or_else(|| (format!("strategies.{index}.segments"), Problem::Unknown))?;
            *segment = (*id).into();
        }
    }
    Ok(Draft {
        enabled: part.enabled,
        strategies: Value::Array(strategies),
        variants: Value::Array(part.variants.clone()),
    })
}
