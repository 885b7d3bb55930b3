use super::{Lane, Release, Run, queries, see, stages};
use crate::{Backend, Result, projects::Project};
use arkan_domain::{identity::Actor, ids::StageRunId};

/// How many runs a page of a stage's history has.
pub const RUNS_PER_PAGE: i64 = 50;

/// A stage, the stage before it, and one page of its history, newest first.
#[derive(Clone, Debug)]
pub struct StageHistory {
    pub lane: Lane,
    pub previous: Option<Lane>,
    pub runs: Vec<Run>,
    /// Whether older runs follow.
    pub more: bool,
}

/// A stage's history, or what is older than the run `before`.
///
/// # Errors
/// [`crate::Error::NotFound`] when the project has no such stage.
pub async fn history(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    stage: &str,
    before: Option<StageRunId>,
) -> Result<StageHistory> {
    let (lane, previous) = stages::stage(backend, actor, project, stage).await?;
    let mut runs = queries::runs::history(&backend.pool, lane.stage.id, before, RUNS_PER_PAGE + 1).await?;
    let page = usize::try_from(RUNS_PER_PAGE).unwrap_or(usize::MAX);
    let more = runs.len() > page;
    runs.truncate(page);
    Ok(StageHistory {
        lane,
        previous,
        runs,
        more,
    })
}

/// Where and when a release ran, newest first, at most 200 runs.
///
/// # Errors
/// [`crate::Error::Forbidden`] when the actor may not look.
pub async fn runs_of(backend: &Backend, actor: &Actor, release: &Release) -> Result<Vec<Run>> {
    see(actor, release.project_id)?;
    queries::runs::of_release(&backend.pool, release.id).await
}
