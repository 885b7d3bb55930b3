//! Checks, alerts, and who is told.
//!
//! Other pillars call [`raise`] and [`resolve`] inside their own change. The server starts a [`Scheduler`] and gives
//! the job worker a [`Deliverer`](deliver::Deliverer).

pub mod channels;
pub mod checks;
pub mod deliver;
pub mod partitions;
pub mod probes;

mod first_run;
mod ping;
mod queries;
mod raise;
mod record;
mod scheduler;
mod service;

pub use first_run::first_run;
pub use ping::ping;
pub(crate) use queries::watch::{firing, standing};
pub use queries::{
    alerts::Alert,
    channels::Channel,
    checks::Check,
    notifications::Notification,
    results::{Hour, ResultRow},
};
pub use raise::{NewAlert, raise, resolve};
pub use scheduler::Scheduler;
pub use service::{AlertDetail, acknowledge, detail, open, page};

#[cfg(test)]
mod tests;
