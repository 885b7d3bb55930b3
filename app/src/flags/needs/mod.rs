//! Prerequisites: the flags on which a flag depends.

mod card;
mod change;
mod load;

pub use card::card;
pub use change::{remove, set};
pub use load::load;

/// The form that adds a need.
const FORM: &str = "need";

/// The form that ends the need of a flag.
fn remove_form(parent: &str) -> String {
    format!("unneed-{parent}")
}
