//! Rules and types of the flags pillar.

mod error;

pub use error::FlagError;
