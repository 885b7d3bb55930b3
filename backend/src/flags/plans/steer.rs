use super::{
    Plan,
    advance::{advance, finish, take},
    queries::{self, Stopped},
    tell,
    watch::surroundings,
};
use crate::{
    Backend, Error, Result, Write,
    flags::{
        queries as flags, requests,
        service::{Target, commit},
    },
    freezes,
};
use arkan_domain::{
    fields::FieldErrors,
    flags::{
        FlagError,
        plan::{Halt, PlanState},
    },
    identity::{Action, Actor},
    pillar::Severity,
};
use serde_json::json;

/// Pauses a running plan. The share stays as it is.
///
/// # Errors
/// [`Error::Invalid`] without a reason, [`FlagError::PlanState`] when it does not run.
pub async fn pause(backend: &Backend, actor: &Actor, target: Target<'_>, version: i32, reason: &str) -> Result<()> {
    let (mut write, plan) = enter(backend, actor, target, version).await?;
    needs(&plan, &[PlanState::Running])?;
    let reason = required(reason)?;
    let now = write.now();
    let why = Stopped {
        halt: Some(Halt::Person),
        note: Some(&reason),
        by: &actor.label,
        ..Stopped::default()
    };
    queries::pause(write.db(), plan.id, &why, now).await?;
    let params = json!({ "reason": reason });
    tell(
        &mut write,
        target,
        &plan,
        "plan.pause",
        "plan.paused",
        Severity::Warning,
        params,
    )
    .await?;
    commit(backend, write).await
}

/// Lets a paused plan go on: the share stays for what is left of its time, then the next step follows.
///
/// # Errors
/// [`FlagError::PlanState`] when it is not paused, [`FlagError::Killed`], [`FlagError::Archived`],
/// [`FlagError::Tripped`] while a guard would stop it again.
pub async fn resume(backend: &Backend, actor: &Actor, target: Target<'_>, version: i32) -> Result<()> {
    let (mut write, plan) = enter(backend, actor, target, version).await?;
    needs(&plan, &[PlanState::Paused])?;
    unkilled(&mut write, &plan).await?;
    untripped(&mut write, &plan).await?;
    let now = write.now();
    queries::resume(write.db(), plan.id, now).await?;
    tell(
        &mut write,
        target,
        &plan,
        "plan.resume",
        "plan.resumed",
        Severity::Info,
        json!({}),
    )
    .await?;
    advance(&mut write, target, plan.id).await?;
    commit(backend, write).await
}

/// Takes the next step before its time. Freezes and guards still hold it.
///
/// # Errors
/// [`Error::Invalid`] without a reason; [`FlagError::PlanState`] when it does not run; [`FlagError::Tripped`]; a freeze.
pub async fn skip(backend: &Backend, actor: &Actor, target: Target<'_>, version: i32, reason: &str) -> Result<()> {
    let (mut write, plan) = enter(backend, actor, target, version).await?;
    needs(&plan, &[PlanState::Running])?;
    let reason = required(reason)?;
    untripped(&mut write, &plan).await?;
    // What was approved is its pace, too.
    if requests::rule(&mut write, target).await?.is_some() {
        return Err(FlagError::NeedsApproval.into());
    }
    freezes::refuse(&mut write, target.place()).await?;
    let steps = queries::steps(write.db(), plan.id).await?;
    match steps.iter().find(|step| step.taken_at.is_none()) {
        Some(step) => {
            if !take(&mut write, target, &plan, (step, steps.len()), Some(&reason)).await? {
                return Err(FlagError::Targeted.into());
            }
            let params = json!({ "reason": reason, "step": step.position + 1 });
            tell(
                &mut write,
                target,
                &plan,
                "plan.skip",
                "plan.skipped",
                Severity::Warning,
                params,
            )
            .await?;
            advance(&mut write, target, plan.id).await?;
        }
        None => finish(&mut write, target, &plan).await?,
    }
    commit(backend, write).await
}

/// Ends a plan before its time. The share stays as it is.
///
/// # Errors
/// [`Error::Invalid`] without a reason, [`FlagError::PlanState`] when it is over.
pub async fn cancel(backend: &Backend, actor: &Actor, target: Target<'_>, version: i32, reason: &str) -> Result<()> {
    let (mut write, plan) = enter(backend, actor, target, version).await?;
    needs(&plan, &[PlanState::Running, PlanState::Paused])?;
    let reason = required(reason)?;
    let now = write.now();
    let why = Stopped {
        halt: Some(Halt::Person),
        note: Some(&reason),
        by: &actor.label,
        ..Stopped::default()
    };
    queries::stop(write.db(), plan.id, PlanState::Cancelled, &why, now).await?;
    let params = json!({ "reason": reason });
    tell(
        &mut write,
        target,
        &plan,
        "plan.cancel",
        "plan.cancelled",
        Severity::Warning,
        params,
    )
    .await?;
    commit(backend, write).await
}

/// Opens a change of the plan that is under way, with its flag and itself locked, in this order.
async fn enter(backend: &Backend, actor: &Actor, target: Target<'_>, version: i32) -> Result<(Write, Plan)> {
    backend.allow(actor, Action::EditFlags, target.place())?;
    let mut write = backend.write(actor).await?;
    let flag = flags::lock(write.db(), target.project.id, target.key)
        .await?
        .ok_or(Error::NotFound)?;
    if flag.archived_at.is_some() {
        return Err(FlagError::Archived.into());
    }
    let plan = queries::lock_live(write.db(), flag.id, target.environment.id)
        .await?
        .ok_or(FlagError::PlanState)?;
    if plan.version == version {
        Ok((write, plan))
    } else {
        Err(Error::Stale)
    }
}

fn needs(plan: &Plan, states: &[PlanState]) -> Result<()> {
    if states.contains(&plan.state) {
        Ok(())
    } else {
        Err(FlagError::PlanState.into())
    }
}

async fn unkilled(write: &mut Write, plan: &Plan) -> Result<()> {
    let state = flags::lock_state(write.db(), plan.flag_id, plan.environment_id).await?;
    match state {
        Some(state) if state.setting.killed => Err(FlagError::Killed.into()),
        _ => Ok(()),
    }
}

async fn untripped(write: &mut Write, plan: &Plan) -> Result<()> {
    match surroundings(write, plan).await?.tripped {
        Some(trip) => Err(FlagError::Tripped(trip).into()),
        None => Ok(()),
    }
}

fn required(reason: &str) -> Result<String> {
    let mut errors = FieldErrors::default();
    let reason = errors.text("reason", reason, 1, 500);
    errors.into_result()?;
    Ok(reason)
}
