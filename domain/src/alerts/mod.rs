//! Rules and types of the alerts pillar.

mod error;

pub use error::AlertError;
