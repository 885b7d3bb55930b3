//! Rules and types of the backups pillar.

mod error;
mod failure;
mod policy;
mod retention;
mod schedule;
mod state;

pub use error::BackupError;
pub use failure::Failure;
pub use policy::{Policy, PolicyForm};
pub use retention::{Held, to_expire};
pub use schedule::{Run, due, next_slot, overdue, slot_before};
pub use state::{BackupState, DrillState, Step, Trigger};
