//! Rules and types of the guides pillar.

mod error;

pub use error::GuideError;
