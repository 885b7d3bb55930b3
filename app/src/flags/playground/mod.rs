//! What someone gets, and why.

mod context;
mod explained;
mod form;
mod results;
mod show;

pub use context::read as read_context;
pub use explained::explained;
pub use show::show;
