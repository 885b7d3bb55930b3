//! What happened to a flag, and the way back.

mod card;
mod revert;
mod versions;

pub use card::history;
pub use revert::revert;
pub use versions::show;
