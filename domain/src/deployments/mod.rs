//! Rules and types of the deployments pillar.
