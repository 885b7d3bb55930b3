use super::{Plan, advance::advance, queries, tell};
use crate::{
    Backend, Error, Result, Write, alerts,
    flags::{
        queries as flags, requests,
        service::{Target, commit},
    },
};
use arkan_domain::{
    fields::Problem,
    flags::{
        FlagError, Percentage,
        plan::{PlanDraft, PlanForm, PlanState, Split, splits},
        request::Proposal,
    },
    identity::{Action, Actor},
    ids::{PlanId, RequestId},
    pillar::Severity,
};
use serde_json::json;
use uuid::Uuid;

/// Starts a plan, and takes its first step at once when nothing speaks against it. The flag is switched on with it.
///
/// # Errors
/// [`Error::Invalid`] for wrong fields; [`Error::Stale`] when the flag's state is not that `version` any more;
/// [`FlagError::PlanUnderWay`], [`FlagError::Killed`], [`FlagError::Archived`], [`FlagError::Targeted`].
pub async fn start(
    backend: &Backend,
    actor: &Actor,
    target: Target<'_>,
    form: &PlanForm,
    version: Option<i32>,
) -> Result<PlanId> {
    backend.allow(actor, Action::EditFlags, target.place())?;
    if target.environment.project_id != target.project.id {
        return Err(Error::NotFound);
    }
    let draft = form.read()?;
    if let Some(check) = draft.guards.check {
        let known = alerts::checks::find(backend, actor, check).await;
        let ours = known.is_ok_and(|check| check.project_id == target.project.id && check.archived_at.is_none());
        if !ours {
            return Err(Error::field("check", Problem::Unknown));
        }
    }
    let mut write = backend.write(actor).await?;
    match start_in(&mut write, target, draft, version, How::Hand(form)).await? {
        Started::Plan(id) => {
            commit(backend, write).await?;
            Ok(id)
        }
        Started::Requested(path) => {
            write.commit().await?;
            Err(Error::Requested { path })
        }
    }
}

/// On whose account a plan is started.
#[derive(Clone, Copy, Debug)]
pub(in crate::flags) enum How<'a> {
    /// By hand, as it was typed.
    Hand(&'a PlanForm),
    /// By a request that has its approvals.
    Approved(RequestId),
}

/// What came of a start.
pub(in crate::flags) enum Started {
    Plan(PlanId),
    /// It was asked for instead: the page of the request.
    Requested(String),
}

/// Starts a plan inside of a larger change, whose actor may do it; where changes need approvals and it has none, asks
/// for it instead.
pub(in crate::flags) async fn start_in(
    write: &mut Write,
    target: Target<'_>,
    draft: PlanDraft,
    version: Option<i32>,
    how: How<'_>,
) -> Result<Started> {
    let now = write.now();
    let flag = flags::lock(write.db(), target.project.id, target.key)
        .await?
        .ok_or(Error::NotFound)?;
    if flag.archived_at.is_some() {
        return Err(FlagError::Archived.into());
    }
    let by = write.actor().label.clone();
    flags::insert_state(write.db(), &flag, target.environment.id, now, &by).await?;
    let state = flags::lock_state(write.db(), flag.id, target.environment.id)
        .await?
        .ok_or(Error::NotFound)?;
    if version.is_some_and(|version| version != state.version) {
        return Err(Error::Stale);
    }
    if state.setting.killed {
        return Err(FlagError::Killed.into());
    }
    if queries::lock_live(write.db(), flag.id, target.environment.id)
        .await?
        .is_some()
    {
        return Err(FlagError::PlanUnderWay.into());
    }
    let split = split(&splits(&state.strategies), draft.strategy)?;
    let has = if state.setting.enabled {
        split.percentage
    } else {
        Percentage::NOBODY
    };
    if draft.steps.first().is_some_and(|first| first.percentage <= has) {
        let min = i64::from(has.get()) + 1;
        return Err(Error::field(
            "share_1",
            Problem::OutOfRange {
                min: min.min(100),
                max: 100,
            },
        ));
    }
    if let How::Hand(form) = how
        && requests::rule(write, target).await?.is_some()
    {
        let proposal = Proposal {
            draft: state.draft(),
            revive: false,
            plan: Some(form.clone()),
        };
        let path = requests::open(write, target, &flag, &state, &proposal, "").await?;
        return Ok(Started::Requested(path));
    }
    let plan = Plan {
        id: PlanId(Uuid::now_v7()),
        project_id: target.project.id,
        flag_id: flag.id,
        environment_id: target.environment.id,
        strategy: split.index,
        state: PlanState::Running,
        hours: draft.hours,
        guards: draft.guards,
        on_trip: draft.on_trip,
        before_enabled: state.setting.enabled,
        before_percentage: split.percentage,
        since: now,
        paused_at: None,
        halt: None,
        trip: None,
        note: None,
        halted_by: None,
        request_id: match how {
            How::Hand(_) => None,
            How::Approved(request) => Some(request),
        },
        started_by: by,
        created_at: now,
        ended_at: None,
        version: 1,
    };
    queries::insert(write.db(), &plan, &draft.steps).await?;
    let params = json!({
        "steps": draft.steps, "hours": plan.hours, "guards": plan.guards, "on_trip": plan.on_trip,
        "first": draft.steps.first().map(|step| step.percentage), "count": draft.steps.len(),
        "last": draft.steps.last().map(|step| step.percentage),
    });
    tell(
        write,
        target,
        &plan,
        "plan.start",
        "plan.started",
        Severity::Info,
        params,
    )
    .await?;
    advance(write, target, plan.id).await?;
    Ok(Started::Plan(plan.id))
}

/// The strategy whose share moves: the one asked for, else the first.
fn split(splits: &[Split], asked: Option<usize>) -> Result<Split> {
    if splits.is_empty() {
        return Err(FlagError::Targeted.into());
    }
    let found = match asked {
        None => splits.first(),
        Some(index) => splits.iter().find(|split| split.index == index),
    };
    found.cloned().ok_or_else(|| Error::field("strategy", Problem::Unknown))
}
