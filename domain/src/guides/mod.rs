//! Rules and types of the guides pillar.

mod audience;
mod drift;
mod error;
mod front_matter;
mod text;

pub use audience::Audience;
pub use drift::{Drift, drift};
pub use error::GuideError;
pub use front_matter::FrontMatter;
pub use text::{MAX_BODY, MAX_NOTE, MAX_SUMMARY, MAX_TITLE, Text, check_slug};
