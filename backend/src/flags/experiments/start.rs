use super::{enter, groups, queries, tell};
use crate::{
    Backend, Result,
    flags::service::{Target, commit},
};
use arkan_domain::{
    flags::{
        FlagError,
        experiment::{ExperimentState, Split, SplitKind},
    },
    identity::Actor,
    ids::ExperimentId,
};
use serde_json::json;

/// Begins to count, by the groups as the flag deals them now.
///
/// # Errors
/// [`FlagError::ExperimentState`] when it began already, [`FlagError::ExperimentUnderWay`] when another one runs here,
/// [`FlagError::Off`], [`FlagError::Killed`] or [`FlagError::Archived`] when nobody has the flag,
/// [`FlagError::NoGroups`] and [`FlagError::GroupsChanged`] when its groups are gone or others, and
/// [`FlagError::PlanUnderWay`] when a plan is about to move them.
pub async fn start(
    backend: &Backend,
    actor: &Actor,
    target: Target<'_>,
    (id, version): (ExperimentId, i32),
) -> Result<()> {
    let (mut write, flag, experiment) = enter(backend, actor, target, (id, version), ExperimentState::Draft).await?;
    if flag.archived_at.is_some() {
        return Err(FlagError::Archived.into());
    }
    let (state, split) = groups(&mut write, target, &flag).await?;
    if state.setting.killed {
        return Err(FlagError::Killed.into());
    }
    if !state.setting.enabled {
        return Err(FlagError::Off.into());
    }
    if names(&split) != names(&experiment.split) {
        return Err(FlagError::GroupsChanged.into());
    }
    if queries::runs(write.db(), flag.id, target.environment.id).await? {
        return Err(FlagError::ExperimentUnderWay.into());
    }
    // A plan moves the very share that deals the groups of a flag without variants.
    if split.kind == SplitKind::Switch && queries::is_moved(write.db(), flag.id, target.environment.id).await? {
        return Err(FlagError::PlanUnderWay.into());
    }
    let now = write.now();
    queries::begin(write.db(), id, &split, state.version, (&actor.label, now)).await?;
    let params = json!({ "event": experiment.event, "planned": experiment.planned, "split": split });
    let told = ("experiment.start", "experiment.started");
    tell(&mut write, target, &experiment, told, params).await?;
    commit(backend, write).await
}

fn names(split: &Split) -> (SplitKind, Vec<&str>) {
    (split.kind, split.arms.iter().map(|arm| arm.name.as_str()).collect())
}
