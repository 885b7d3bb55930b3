//! Forms: what was typed, what was wrong, and the one way to answer a post.

mod problem;
mod state;

pub use problem::problem_text;
pub use state::{FormState, Values};
