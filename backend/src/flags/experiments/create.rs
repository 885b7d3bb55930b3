use super::{Experiment, enter, groups, queries, tell};
use crate::{
    Backend, Error, Result,
    flags::{
        queries as flags,
        service::{Target, commit},
    },
};
use arkan_domain::{
    fields::Problem,
    flags::{
        FlagError,
        experiment::{ExperimentForm, ExperimentState, needed},
    },
    identity::{Action, Actor},
    ids::ExperimentId,
};
use serde_json::json;
use uuid::Uuid;

/// Plans an experiment with the groups that a flag deals here. Nothing is counted before it is started.
///
/// # Errors
/// [`Error::Invalid`] for wrong fields; [`FlagError::NoGroups`] when there is nothing to compare;
/// [`FlagError::Archived`].
pub async fn create(
    backend: &Backend,
    actor: &Actor,
    target: Target<'_>,
    form: &ExperimentForm,
) -> Result<ExperimentId> {
    backend.allow(actor, Action::EditFlags, target.place())?;
    if target.environment.project_id != target.project.id {
        return Err(Error::NotFound);
    }
    let draft = form.read()?;
    let mut write = backend.write(actor).await?;
    let flag = flags::lock(write.db(), target.project.id, target.key)
        .await?
        .ok_or(Error::NotFound)?;
    if flag.archived_at.is_some() {
        return Err(FlagError::Archived.into());
    }
    let (state, split) = groups(&mut write, target, &flag).await?;
    let control = split
        .position(&draft.control)
        .ok_or_else(|| Error::field("control", Problem::Unknown))?;
    let experiment = Experiment {
        id: ExperimentId(Uuid::now_v7()),
        project_id: target.project.id,
        flag_id: flag.id,
        environment_id: target.environment.id,
        planned: needed(draft.goal, split.arms.len() - 1),
        name: draft.name,
        hypothesis: draft.hypothesis,
        event: draft.event,
        goal: draft.goal,
        split,
        control,
        state: ExperimentState::Draft,
        rules_version: state.version,
        created_by: actor.label.clone(),
        created_at: write.now(),
        started_by: None,
        started_at: None,
        ended_by: None,
        ended_at: None,
        decision: None,
        reason: None,
        counts: None,
        version: 1,
    };
    queries::insert(write.db(), &experiment).await?;
    let params = json!({
        "event": experiment.event, "planned": experiment.planned, "split": experiment.split,
        "control": draft.control, "baseline": experiment.goal.baseline, "difference": experiment.goal.difference,
    });
    let told = ("experiment.plan", "experiment.planned");
    tell(&mut write, target, &experiment, told, params).await?;
    commit(backend, write).await?;
    Ok(experiment.id)
}

/// Removes an experiment that never began.
///
/// # Errors
/// [`Error::Stale`], [`FlagError::ExperimentState`] when it began.
pub async fn discard(
    backend: &Backend,
    actor: &Actor,
    target: Target<'_>,
    (id, version): (ExperimentId, i32),
) -> Result<()> {
    let (mut write, _, experiment) = enter(backend, actor, target, (id, version), ExperimentState::Draft).await?;
    queries::delete(write.db(), id).await?;
    let told = ("experiment.discard", "experiment.discarded");
    tell(&mut write, target, &experiment, told, json!({})).await?;
    commit(backend, write).await
}
