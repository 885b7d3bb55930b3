/// What the deployments pillar refuses, beyond a wrong field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeploymentError {}
