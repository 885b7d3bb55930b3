//! Rules and types of the deployments pillar: what a release must say of itself, and how it may move.

mod error;
mod movement;
mod release;
mod timing;

pub use error::DeploymentError;
pub use movement::{Hold, Occupant, Previous, RunKind, StageState, hold, promote, roll_back, unhold};
pub use release::{
    MAX_NOTES, MAX_VERSION, ReleaseFields, Source, check_commit, check_digest, check_version, short_commit,
};
pub use timing::{Stay, Step, seconds_of, steps};
