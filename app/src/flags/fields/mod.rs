//! Context fields: what a project's applications say of who asks.

mod form;
mod list;
mod save;

pub use list::show;
pub use save::{delete, save};
