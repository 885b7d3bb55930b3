use crate::forms::Values;
use arkan_backend::{Error, Result};
use arkan_domain::fields::Problem;

/// Asks that the name of what would be lost was typed into the field `confirm`.
pub(super) fn typed(values: &Values, expected: &str) -> Result<()> {
    if values.text("confirm").trim() == expected.trim() {
        Ok(())
    } else {
        let expected = expected.to_owned();
        Err(Error::field("confirm", Problem::NameNotTyped { expected }))
    }
}
