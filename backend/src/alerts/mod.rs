//! Checks, alerts, and who is told.

pub mod deliver;
pub mod probes;
