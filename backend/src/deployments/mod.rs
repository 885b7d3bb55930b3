//! Services and SQL of the deployments pillar.
