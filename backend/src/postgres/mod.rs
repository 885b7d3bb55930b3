//! PostgreSQL's own programs: finding them, running the console's private cluster, and scratch clusters for drills.
//!
//! Nothing here knows a table of the console; it starts, watches and stops servers and says clearly why it could not.

mod account;
mod binaries;
mod cluster;
mod error;
mod initdb;
mod lock;
mod postmaster;
mod scratch;
mod server;
mod socket;
mod supervisor;
mod tools;

#[cfg(test)]
mod tests;

pub use account::Account;
pub use binaries::{Binaries, SUPPORTED, Version};
pub use cluster::{Cluster, DATABASE, ROLE};
pub use error::Error;
pub use lock::ConsoleLock;
pub use scratch::Scratch;
pub use tools::Target;
pub(crate) use tools::{command, run, tail};
