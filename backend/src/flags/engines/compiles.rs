use super::features;
use crate::flags::queries::{Loaded, SegmentRow, StateRow};
use arkan_domain::{
    flags::{Draft, FlagKind, Setting},
    ids::FlagId,
};
use chrono::DateTime;
use serde_json::Value;
use unleash_yggdrasil::EngineState;
use uuid::Uuid;

/// Tries whether the engine takes a draft.
///
/// # Errors
/// Why not, in the engine's words.
pub fn compiles(draft: &Draft) -> Result<(), String> {
    let row = StateRow {
        id: FlagId(Uuid::nil()),
        key: "draft".to_owned(),
        kind: FlagKind::Release,
        setting: Setting::read(true, false, &draft.strategies, &draft.variants),
        strategies: draft.strategies.clone(),
        variants: draft.variants.clone(),
        prerequisites: Vec::new(),
    };
    // Which segments there are was looked at before; here they only have to be found.
    let segments = draft.rules().into_iter().flat_map(|rules| rules.strategies);
    let segments = segments
        .flat_map(|strategy| strategy.segments)
        .map(|id| SegmentRow {
            id,
            key: String::new(),
            constraints: Value::Array(Vec::new()),
        })
        .collect();
    let loaded = Loaded {
        revision: 0,
        flags: vec![row],
        segments,
    };
    let warnings = EngineState::initial_state(DateTime::UNIX_EPOCH).apply_client_features(features::rules(&loaded));
    match warnings.unwrap_or_default().into_iter().next() {
        Some(warning) => Err(warning.message),
        None => Ok(()),
    }
}
