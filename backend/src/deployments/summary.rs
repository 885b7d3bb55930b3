use super::{Lane, stages};
use crate::{Backend, Result, projects::Project};
use arkan_domain::identity::Actor;

/// The pillar in a few facts, for its card on the dashboard.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// What runs furthest along the pipeline: the last stage that has something.
    pub furthest: Option<Lane>,
    pub stages: usize,
    /// The stages that take no promotions.
    pub held: Vec<Lane>,
    /// How many stages run something else than the stage before them: what waits to be promoted.
    pub waiting: usize,
}

/// The pillar's state in a project.
///
/// # Errors
/// [`crate::Error::Forbidden`] when the actor may not look.
pub async fn summary(backend: &Backend, actor: &Actor, project: &Project) -> Result<Summary> {
    let lanes = stages::pipeline(backend, actor, project).await?;
    let release = |lane: &Lane| lane.current.as_ref().map(|run| run.release_id);
    Ok(Summary {
        stages: lanes.len(),
        held: lanes
            .iter()
            .filter(|lane| lane.stage.held_at.is_some())
            .cloned()
            .collect(),
        waiting: lanes
            .windows(2)
            .filter(|pair| release(&pair[0]).is_some() && release(&pair[0]) != release(&pair[1]))
            .count(),
        furthest: lanes.into_iter().rev().find(|lane| lane.current.is_some()),
    })
}
