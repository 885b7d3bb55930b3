//! Rules in the shape of the Unleash client API, checked before they are stored: strategies with constraints, segments
//! and variants.

mod check;
mod constraint;
mod draft;
mod needs;
mod operator;
mod pattern;
mod strategy;
mod variant;

pub use check::{check_constraints, check_name};
pub use constraint::Constraint;
pub use draft::{Draft, Rules};
pub use needs::Needs;
pub use operator::{Operand, Operator};
pub use strategy::{StickyBy, Strategy, StrategyKind};
pub use variant::{Payload, PayloadKind, Variant, WEIGHT_TOTAL, WeightType};

#[cfg(test)]
mod tests;
