use super::{Change, Counts, Cursor, Experiment, Filter, Listed, Standing, queries, split_of};
use crate::{
    Backend, Error, Result,
    flags::queries::{self as flags, FlagVersion},
    projects::Project,
};
use arkan_domain::{
    flags::{
        Rules,
        experiment::{Meanwhile, NoSplit, Reading, Split, SplitKind, judge},
    },
    identity::{Action, Actor, Place},
    ids::{EnvironmentId, ExperimentId},
};
use std::collections::HashMap;

/// The most versions of a flag that are looked through for changes of its traffic.
const VERSIONS: i64 = 500;

/// The experiments of a project, newest first, and where the next page begins.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see the project.
pub async fn list(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    filter: &Filter,
    limit: usize,
) -> Result<(Vec<Listed>, Option<Cursor>)> {
    backend.allow(actor, Action::View, Place::project(project.id))?;
    let most = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let mut rows = queries::list(&backend.pool, project.id, filter, most).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|last| Cursor {
        at: last.experiment.created_at,
        id: last.experiment.id,
    });
    Ok((rows, next))
}

/// Where an experiment with a flag runs.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see the project.
pub async fn under_way(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    flag: &flags::Flag,
) -> Result<HashMap<EnvironmentId, ExperimentId>> {
    backend.allow(actor, Action::View, Place::project(project.id))?;
    Ok(queries::under_way(&backend.pool, flag.id).await?.into_iter().collect())
}

/// An experiment of a project and its flag.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see the project, [`Error::NotFound`].
pub async fn find(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    id: ExperimentId,
) -> Result<(Experiment, flags::Flag)> {
    backend.allow(actor, Action::View, Place::project(project.id))?;
    let experiment = queries::by_id(&backend.pool, project.id, id)
        .await?
        .ok_or(Error::NotFound)?;
    let flag = flags::by_id(&backend.pool, experiment.flag_id)
        .await?
        .ok_or(Error::NotFound)?;
    Ok((experiment, flag))
}

/// The groups that a flag deals in an environment, or why there are none that could be compared.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see the project.
pub async fn groups_of(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    flag: &flags::Flag,
    environment: EnvironmentId,
) -> Result<Result<Split, NoSplit>> {
    backend.allow(actor, Action::View, Place::project(project.id))?;
    let states = flags::states(&backend.pool, &[flag.id]).await?;
    let Some(state) = states.iter().find(|state| state.environment_id == environment) else {
        return Ok(Err(NoSplit::Same));
    };
    let mut db = backend.pool.acquire().await?;
    Ok(split_of(state, queries::has_needs(&mut db, flag.id).await?))
}

/// An experiment with its numbers and what they say.
///
/// # Errors
/// As [`find`].
pub async fn standing(backend: &Backend, actor: &Actor, project: &Project, id: ExperimentId) -> Result<Standing> {
    let (experiment, flag) = find(backend, actor, project, id).await?;
    let pool = &backend.pool;
    let counts = match &experiment.counts {
        Some(counts) => counts.clone(),
        None => queries::count(pool, id, experiment.split.arms.len()).await?,
    };
    let (changes, needs) = match experiment.started_at {
        Some(_) => (changes(backend, &experiment).await?, needs(backend, &experiment).await?),
        None => (Vec::new(), false),
    };
    let reading = read(&experiment, &counts, &changes, needs);
    Ok(Standing {
        experiment,
        flag,
        counts,
        reading,
        changes,
        needs,
    })
}

fn read(experiment: &Experiment, counts: &Counts, changes: &[Change], needs: bool) -> Reading {
    let meanwhile = if needs || changes.iter().any(|change| change.traffic) {
        Meanwhile::TrafficChanged
    } else {
        Meanwhile::Nothing
    };
    judge(
        &experiment.counted(counts),
        experiment.control,
        experiment.planned,
        meanwhile,
    )
}

/// Whether what is now asked of other flags decides over who has this one, while its experiment runs.
async fn needs(backend: &Backend, experiment: &Experiment) -> Result<bool> {
    if experiment.split.kind != SplitKind::Switch || experiment.ended_at.is_some() {
        return Ok(false);
    }
    let mut db = backend.pool.acquire().await?;
    queries::has_needs(&mut db, experiment.flag_id).await
}

/// What was done to the flag since the start, as far as it matters: its traffic, and whether it serves at all.
async fn changes(backend: &Backend, experiment: &Experiment) -> Result<Vec<Change>> {
    let (flag, environment) = (experiment.flag_id, experiment.environment_id);
    let mut versions = flags::versions(&backend.pool, flag, environment, None, VERSIONS).await?;
    versions.reverse();
    let during = |version: &&FlagVersion| {
        version.version > experiment.rules_version && experiment.ended_at.is_none_or(|ended| version.at <= ended)
    };
    let mut changes = Vec::new();
    let (mut same, mut served) = (true, true);
    for version in versions.iter().filter(during) {
        let dealt = version
            .draft
            .rules()
            .and_then(|rules: Rules| Split::of(&rules, false).ok());
        let deals_alike = dealt.as_ref() == Some(&experiment.split);
        let serves = version.draft.enabled && !version.killed;
        if deals_alike != same || serves != served {
            changes.push(Change {
                version: version.version,
                at: version.at,
                by: version.actor_label.clone(),
                traffic: deals_alike != same,
                switched: serves != served,
                serves,
            });
        }
        (same, served) = (deals_alike, serves);
    }
    Ok(changes)
}
