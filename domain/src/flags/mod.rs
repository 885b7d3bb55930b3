//! Rules and types of the flags pillar.

mod error;
mod kind;
mod rollout;
mod setting;

pub use error::FlagError;
pub use kind::FlagKind;
pub use rollout::{BUCKETS, Percentage, Rollout, Stickiness};
pub use setting::{Reason, Setting};
