//! Rules and types of the flags pillar.

mod error;
mod kind;
pub mod lifecycle;
pub mod plan;
mod prerequisite;
mod rollout;
mod rules;
mod setting;
pub mod transfer;

pub use error::FlagError;
pub use kind::FlagKind;
pub use prerequisite::check_prerequisite;
pub use rollout::{BUCKETS, Percentage, Rollout, Stickiness};
pub use rules::{
    Constraint, Draft, Needs, Operand, Operator, Payload, PayloadKind, Rules, StickyBy, Strategy, StrategyKind,
    Variant, WEIGHT_TOTAL, WeightType, check_constraints, check_name,
};
pub use setting::{Reason, Setting};
