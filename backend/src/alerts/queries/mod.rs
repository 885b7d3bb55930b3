//! The SQL of the pillar, one file a table.

pub(super) mod alerts;
pub(super) mod channels;
pub(super) mod checks;
pub(super) mod notifications;
pub(super) mod partitions;
pub(super) mod results;
pub(super) mod schedule;
pub(super) mod watch;
