//! Forms: what was typed, what was wrong, and the one way to answer a post.

mod answer;
mod problem;
mod rows;
mod state;

pub use answer::{Done, RawForm, answer, put_back, refusal_text};
pub(crate) use answer::{SESSION_TOAST, succeed, take_form};
pub use problem::problem_text;
pub use rows::{DO, RowChange};
pub use state::{FormState, Values};
