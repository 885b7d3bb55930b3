//! Constraints in a form: rows that are shown, read, and added or removed without a script.
//!
//! A form that holds constraints starts with an [`crate::ui::EnterButton`], shows a [`ConstraintEditor`] for each list,
//! and its handler asks [`row_change`] first, then [`read_constraints`], and puts what a service refuses through
//! [`beside_fields`].

mod change;
mod editor;
mod lines;
mod moment;
mod read;
mod words;

pub use change::row_change;
pub use editor::{ConstraintEditor, built_in, typed};
pub use lines::{join as join_values, split as split_values};
pub use read::{beside_fields, read_constraints};
pub use words::{negated_word, operator_word};
