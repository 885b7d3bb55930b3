//! The form in which the rules of a flag in one environment are written. It is rendered from the fields that it sends,
//! so that a row more or less, a preview and a refusal all show what was typed.

mod fields;
mod preview;
mod read;
mod rows;
mod save;
mod show;
mod strategy;
mod variants;

pub use save::save;
pub use show::show;

/// What the form is called, before the environment's key.
const FORM: &str = "rules";

fn form_id(environment: &str) -> String {
    format!("{FORM}-{environment}")
}
