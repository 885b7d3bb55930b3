//! Forms: what was typed, what was wrong, and the one way to answer a post.

mod answer;
mod problem;
mod state;

pub use answer::{Done, RawForm, answer, refusal_text};
pub(crate) use answer::{SESSION_TOAST, succeed, take_form};
pub use problem::problem_text;
pub use state::{FormState, Values};
