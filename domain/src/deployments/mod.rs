//! Rules and types of the deployments pillar.

mod error;

pub use error::DeploymentError;
