//! Releases, the stages they move through, and the history of both.

mod history;
mod holds;
mod itself;
mod model;
mod moves;
mod queries;
mod releases;
mod stages;
mod summary;

#[cfg(test)]
mod tests;

pub use history::{RUNS_PER_PAGE, StageHistory, history, runs_of};
pub use holds::{hold, unhold};
pub use itself::record_self;
pub use model::{Lane, Release, Run, Stage};
pub use moves::{Move, promote, roll_back, rollback_choices};
pub use releases::{NewRelease, RELEASES_PER_PAGE, Registered, list, register, release, release_by_version, search};
pub use stages::{NewStage, create_stage, edit_stage, ensure_stages, pipeline, remove_stage, stage};
pub use summary::{Summary, summary};

use crate::{Error, Result};
use arkan_domain::{
    identity::{Action, Actor},
    ids::ProjectId,
};

/// Who may look at a project's releases and stages: a token of one environment sees the way it is a part of.
fn see(actor: &Actor, project: ProjectId) -> Result<()> {
    if actor.can_within(Action::View, project) {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}
