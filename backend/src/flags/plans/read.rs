use super::{Plan, PlanStep, Standing, queries, watch::surroundings};
use crate::{
    Backend, Result,
    flags::Flag,
    projects::{Environment, Project},
};
use arkan_domain::{
    flags::plan::{PlanState, Surroundings},
    identity::{Action, Actor, Place},
    ids::EnvironmentId,
};
use std::collections::HashMap;

/// How many plans of a flag in an environment are shown.
const SHOWN: i64 = 20;

/// The newest plan of a flag in an environment, and what it does next.
///
/// # Errors
/// [`crate::Error::Forbidden`] for those who may not see the project.
pub async fn show(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    environment: &Environment,
    flag: &Flag,
) -> Result<Option<Standing>> {
    backend.allow(actor, Action::View, Place::project(project.id))?;
    let Some(plan) = queries::newest(&backend.pool, flag.id, environment.id, 1).await?.pop() else {
        return Ok(None);
    };
    // Nothing is written: it is read as a change would find it.
    let mut write = backend.write(actor).await?;
    let around = if plan.is_running() {
        surroundings(&mut write, &plan).await?
    } else {
        Surroundings::default()
    };
    let steps = queries::steps(write.db(), plan.id).await?;
    let (next, forecast) = plan.next(&steps, write.now(), &around);
    Ok(Some(Standing {
        plan,
        steps,
        next,
        forecast,
    }))
}

/// Where a plan of a flag is under way, and whether it runs or pauses.
///
/// # Errors
/// [`crate::Error::Forbidden`] for those who may not see the project.
pub async fn under_way(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    flag: &Flag,
) -> Result<HashMap<EnvironmentId, PlanState>> {
    backend.allow(actor, Action::View, Place::project(project.id))?;
    let found = queries::under_way(&backend.pool, flag.id).await?;
    Ok(found
        .into_iter()
        .filter_map(|(environment, state)| Some((environment, PlanState::parse(&state)?)))
        .collect())
}

/// The plans of a flag in an environment, newest first, each with its steps.
///
/// # Errors
/// [`crate::Error::Forbidden`] for those who may not see the project.
pub async fn history(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    environment: &Environment,
    flag: &Flag,
) -> Result<Vec<(Plan, Vec<PlanStep>)>> {
    backend.allow(actor, Action::View, Place::project(project.id))?;
    let mut db = backend.pool.acquire().await?;
    let mut found = Vec::new();
    for plan in queries::newest(&backend.pool, flag.id, environment.id, SHOWN).await? {
        let steps = queries::steps(&mut db, plan.id).await?;
        found.push((plan, steps));
    }
    Ok(found)
}
