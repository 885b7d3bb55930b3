//! The SQL of the pillar, one file a table.

pub(super) mod alerts;
pub(super) mod notifications;
