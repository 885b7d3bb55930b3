/// What the guides pillar refuses, beyond a wrong field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GuideError {}
