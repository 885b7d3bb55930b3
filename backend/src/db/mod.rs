//! Connecting and migrating, with messages that say what to do.

mod connect;
mod migrate;

pub use connect::{ConnectError, check, connect, connect_later};
pub use migrate::{MIGRATOR, MigrateError, migrate, pending};
