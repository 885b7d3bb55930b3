use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use std::sync::OnceLock;

/// What protocols say of a flag without variants, written when it is said for the first time: it is the same for everyone
/// who is told the same, as long as the rules are.
#[derive(Default)]
pub struct Written {
    /// Somebody has it, in Unleash's frontend API.
    pub toggle: Saying,
    /// It is on for somebody, in OFREP.
    pub on: Saying,
    /// It is off for somebody, in OFREP.
    pub off: Saying,
}

/// JSON that is written once.
#[derive(Default)]
pub struct Saying(OnceLock<Box<RawValue>>);

impl Saying {
    /// What is said, which `say` gives when it was not said yet. None when it cannot be written.
    pub fn or_write<T: Serialize>(&self, say: impl FnOnce() -> T) -> Option<&RawValue> {
        if let Some(said) = self.0.get() {
            return Some(said);
        }
        let written = to_raw_value(&say()).ok()?;
        Some(self.0.get_or_init(|| written))
    }
}
