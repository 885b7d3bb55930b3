//! Rules and types of the flags pillar.

mod error;
pub mod experiment;
mod kind;
pub mod lifecycle;
pub mod plan;
mod prerequisite;
pub mod request;
mod rollout;
mod rules;
mod setting;
mod tag;
pub mod transfer;
mod waiting;

pub use error::{FlagError, NotAll};
pub use kind::FlagKind;
pub use prerequisite::check_prerequisite;
pub use rollout::{BUCKETS, Percentage, Rollout, Stickiness};
pub use rules::{
    Constraint, Draft, Needs, Operand, Operator, Payload, PayloadKind, Rules, StickyBy, Strategy, StrategyKind,
    Variant, WEIGHT_TOTAL, WeightType, check_constraints, check_name,
};
pub use setting::{Reason, Setting};
pub use tag::{MAX_TAG, MAX_TAGS, read_tag, read_tags};
pub use waiting::{SETTLED_DAYS, UNTOUCHED_DAYS, Waiting, waiting};
