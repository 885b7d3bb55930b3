use crate::{
    Backend, Error, Result,
    flags::queries::{self, Filter, Flag, FlagState, Listed, Usage},
    projects::{self, Project},
};
use arkan_domain::{
    identity::{Action, Actor, Place},
    ids::{EnvironmentId, FlagId},
};
use chrono::TimeDelta;
use std::collections::HashMap;

/// A flag by its key, archived or not.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn find(backend: &Backend, actor: &Actor, project: &Project, key: &str) -> Result<Flag> {
    backend.allow_within(actor, Action::View, project.id)?;
    queries::by_key(&backend.pool, project.id, key)
        .await?
        .ok_or(Error::NotFound)
}

/// One page of a project's flags, newest change first.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see the project.
pub async fn list(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    filter: &Filter,
    limit: usize,
) -> Result<Listed> {
    backend.allow_within(actor, Action::View, project.id)?;
    queries::list(&backend.pool, project.id, filter, limit).await
}

/// What flags of a project do in its environments. An environment that is missing has the flag off.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see the project.
pub async fn states(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    flags: &[Flag],
) -> Result<HashMap<(FlagId, EnvironmentId), FlagState>> {
    backend.allow_within(actor, Action::View, project.id)?;
    let ids: Vec<FlagId> = flags
        .iter()
        .filter(|flag| flag.project_id == project.id)
        .map(|flag| flag.id)
        .collect();
    Ok(queries::states(&backend.pool, &ids)
        .await?
        .into_iter()
        // A token of one environment sees no other.
        .filter(|state| actor.can(Action::View, Place::environment(project.id, state.environment_id)))
        .map(|state| ((state.flag_id, state.environment_id), state))
        .collect())
}

/// How often a flag was asked for in the last 24 hours, by environment.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see the project.
pub async fn usage(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    flag: &Flag,
) -> Result<HashMap<EnvironmentId, Usage>> {
    backend.allow_within(actor, Action::View, project.id)?;
    let since = backend.clock.now() - TimeDelta::hours(24);
    Ok(queries::usage_since(&backend.pool, flag.id, since)
        .await?
        .into_iter()
        .collect())
}

/// Live flags by a part of their key or description, each with its project's key: for the palette.
///
/// # Errors
/// When the database does not answer.
pub async fn search(backend: &Backend, actor: &Actor, text: &str, limit: i64) -> Result<Vec<(String, Flag)>> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let projects = projects::list(backend, actor).await?;
    let ids: Vec<_> = projects.iter().map(|project| project.id).collect();
    let key_of: HashMap<_, _> = projects.into_iter().map(|project| (project.id, project.key)).collect();
    Ok(queries::search(&backend.pool, &ids, text, limit)
        .await?
        .into_iter()
        .filter_map(|flag| key_of.get(&flag.project_id).map(|key| (key.clone(), flag)))
        .collect())
}
