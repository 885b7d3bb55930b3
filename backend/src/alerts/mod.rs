//! Checks, alerts, and who is told.

pub mod deliver;
pub mod probes;

mod queries;
mod raise;

pub use queries::{alerts::Alert, notifications::Notification};
pub use raise::{NewAlert, raise, resolve};
