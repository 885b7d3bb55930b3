//! What one request changed in a session, so that requests side by side do not undo each other.

use serde_json::{Map, Value};
use std::collections::HashMap;

/// The data of a session, as tower-sessions holds it.
pub(super) type Data = HashMap<String, Value>;

/// Where a loaded record remembers what it was loaded with. Only in memory.
const LOADED: &str = "\0loaded";

/// Remembers what is stored, beside the data that the request may change.
pub(super) fn remember(data: &mut Data) {
    let stored = stored(data);
    data.insert(LOADED.to_owned(), stored);
}

/// The data as it is stored.
pub(super) fn stored(data: &Data) -> Value {
    data.iter()
        .filter(|(key, _)| *key != LOADED)
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// What was taken out, with the values it had, and what was put in, since the data was remembered.
pub(super) struct Delta {
    pub taken: Value,
    pub put: Value,
}

impl Delta {
    pub fn of(data: &Data) -> Self {
        let nothing = Map::new();
        let before = data.get(LOADED).and_then(Value::as_object).unwrap_or(&nothing);
        let taken = before.iter().filter(|(key, _)| !data.contains_key(*key));
        let put = data
            .iter()
            .filter(|(key, value)| *key != LOADED && before.get(*key) != Some(value));
        Self {
            taken: taken.map(|(key, value)| (key.clone(), value.clone())).collect(),
            put: put.map(|(key, value)| (key.clone(), value.clone())).collect(),
        }
    }
}
