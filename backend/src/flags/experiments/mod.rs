//! Experiments: planned and ended by people, counted from what really happened.

mod create;
mod end;
mod model;
mod pace;
mod queries;
mod read;
mod report;
mod start;
#[cfg(test)]
mod tests;
mod unit;
mod worker;

pub use create::{create, discard};
pub use end::end;
pub use model::{ArmCount, Change, Counts, Cursor, Experiment, Filter, Listed, Standing};
pub use pace::{Pace, pace};
pub(in crate::flags) use queries::{Running, running};
pub use read::{find, groups_of, list, standing, under_way};
pub use report::{Conversion, Exposure, LeftOut, Reported, Taken, report};
pub use start::start;
pub(in crate::flags) use unit::{Unit, UnitKey};
pub use worker::{flush, sweep, work};

use super::{
    queries::{Flag, FlagState, lock, lock_state},
    service::{Target, event},
};
use crate::{Backend, Error, Result, Write, audit::Entry};
use arkan_domain::{
    flags::{
        FlagError, Rules,
        experiment::{ExperimentState, NoSplit, Split},
    },
    identity::{Action, Actor},
    ids::ExperimentId,
    pillar::Severity,
};
use serde_json::Value;

/// Pages that show an experiment follow it.
const TOPIC: &str = "experiments";

/// Records what became of an experiment in audit and timeline.
async fn tell(
    write: &mut Write,
    target: Target<'_>,
    experiment: &Experiment,
    (action, kind): (&'static str, &'static str),
    mut params: Value,
) -> Result<()> {
    params["experiment"] = experiment.id.to_string().into();
    params["name"] = experiment.name.clone().into();
    let reason = params
        .get("reason")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    write.audit(
        Entry::new(action, "flag", experiment.flag_id, target.key)
            .place(target.place())
            .after(&params)
            .reason(reason),
    );
    params["key"] = target.key.into();
    params["environment"] = target.environment.name.clone().into();
    let mut told = event(kind, Severity::Info, target.place(), target.project, params);
    told.link = Some(format!("/p/{}/experiments/{}", target.project.key, experiment.id));
    write.touch(TOPIC);
    write.timeline(told).await
}

/// Opens a change of an experiment, with its flag and itself locked, in this order.
async fn enter(
    backend: &Backend,
    actor: &Actor,
    target: Target<'_>,
    (id, version): (ExperimentId, i32),
    state: ExperimentState,
) -> Result<(Write, Flag, Experiment)> {
    backend.allow(actor, Action::EditFlags, target.place())?;
    let mut write = backend.write(actor).await?;
    let flag = lock(write.db(), target.project.id, target.key)
        .await?
        .ok_or(Error::NotFound)?;
    let experiment = queries::lock(write.db(), id).await?.ok_or(Error::NotFound)?;
    if experiment.flag_id != flag.id || experiment.environment_id != target.environment.id {
        return Err(Error::NotFound);
    }
    if experiment.version != version {
        return Err(Error::Stale);
    }
    if experiment.state != state {
        return Err(FlagError::ExperimentState.into());
    }
    Ok((write, flag, experiment))
}

/// What the flag does here, held until the transaction ends, and the groups that it deals.
async fn groups(write: &mut Write, target: Target<'_>, flag: &Flag) -> Result<(FlagState, Split)> {
    let state = lock_state(write.db(), flag.id, target.environment.id)
        .await?
        .ok_or(FlagError::NoGroups(NoSplit::Same))?;
    let needs = queries::has_needs(write.db(), flag.id).await?;
    let split = split_of(&state, needs).map_err(FlagError::NoGroups)?;
    Ok((state, split))
}

/// The groups that a flag's rules deal.
fn split_of(state: &FlagState, needs: bool) -> Result<Split, NoSplit> {
    let rules = Rules::read(&state.strategies, &state.variants).ok_or(NoSplit::Targeted)?;
    Split::of(&rules, needs)
}
