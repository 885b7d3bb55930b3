//! The SQL of the deployments pillar.

pub(super) mod releases;
pub(super) mod runs;
pub(super) mod stages;
