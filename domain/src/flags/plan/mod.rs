//! Progressive rollout plans: the share of a flag grows step by step, by itself, as long as nothing speaks against it.

mod form;
mod guards;
mod hours;
mod machine;
mod share;
mod steps;

pub use form::{PlanDraft, PlanForm, ROWS, StepForm};
pub use guards::{AlertGuard, Guards, OnTrip, Trip};
pub use hours::{Hours, common_zones, parse_zone};
pub use machine::{Halt, Next, PlanState, Progress, Surroundings, Wait, forecast, next};
pub use share::{Split, set_share, splits};
pub use steps::{MAX_WAIT, Step, Template, check_steps, reach};
