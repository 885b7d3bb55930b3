use super::{
    Plan, PlanStep,
    queries::{self, Stopped},
    tell,
    watch::surroundings,
};
use crate::{
    Result, Write,
    flags::{
        requests,
        service::{Account, Target, Told, change_in},
    },
};
use arkan_domain::{
    flags::{
        Draft, Percentage,
        plan::{Halt, Next, OnTrip, PlanState, Trip, Wait, reach, set_share, splits},
    },
    ids::PlanId,
    pillar::Severity,
};
use chrono::TimeDelta;
use serde_json::json;

/// How often guards, and the end of a freeze, are looked at while a plan waits.
const WATCH: TimeDelta = TimeDelta::seconds(3);

/// Does what a plan does now, inside of a change that holds the flag's lock; says when to look again.
pub async fn advance(write: &mut Write, target: Target<'_>, id: PlanId) -> Result<()> {
    let now = write.now();
    loop {
        let Some(plan) = queries::lock(write.db(), id).await? else {
            return Ok(());
        };
        let steps = queries::steps(write.db(), id).await?;
        let around = surroundings(write, &plan).await?;
        match plan.next(&steps, now, &around).0 {
            Next::Nothing => return Ok(()),
            Next::Take(_) if plan.request_id.is_none() && requests::rule(write, target).await?.is_some() => {
                return halt(write, target, &plan, Halt::Approval).await;
            }
            Next::Take(position) => {
                if let Some(step) = steps.get(position)
                    && !take(write, target, &plan, (step, steps.len()), None).await?
                {
                    return halt(write, target, &plan, Halt::Rules).await;
                }
            }
            Next::Finish => return finish(write, target, &plan).await,
            Next::Trip(trip) => return trip_over(write, target, &plan, &trip).await,
            Next::Wait(until, why) => {
                let watches = plan.guards.watch() || why == Wait::Freeze;
                let look = if watches { until.min(now + WATCH) } else { until };
                return queries::look_at(write.db(), id, look).await;
            }
        }
    }
}

/// Takes a step: the flag's change and the note that the step was taken stand or fall together. False: the strategy
/// is no longer there, and nothing happened.
pub async fn take(
    write: &mut Write,
    target: Target<'_>,
    plan: &Plan,
    (step, count): (&PlanStep, usize),
    reason: Option<&str>,
) -> Result<bool> {
    let (now, by) = (write.now(), write.actor().label.clone());
    let (id, number) = (plan.id, step.position + 1);
    let mut reached = None;
    let account = Account::Plan {
        approved: plan.request_id.is_some(),
    };
    change_in(write, account, target, None, |state, _| {
        let Some(split) = splits(&state.strategies)
            .into_iter()
            .find(|split| split.index == plan.strategy)
        else {
            return Ok(None);
        };
        let has = if state.setting.enabled {
            split.percentage
        } else {
            Percentage::NOBODY
        };
        let share = reach(&step.step, has);
        reached = Some(share);
        if share == has {
            return Ok(None);
        }
        state.setting.enabled = true;
        state.set_share(plan.strategy, share);
        let told = Told {
            reason: reason.unwrap_or_default().to_owned(),
            ..Told::new("flag.plan_step", "flag.plan_step", Severity::Info)
        };
        let told = told
            .with("plan", id.to_string())
            .with("step", number)
            .with("steps", count);
        Ok(Some(told.with("share_from", has.get()).with("share_to", share.get())))
    })
    .await?;
    let Some(reached) = reached else { return Ok(false) };
    queries::take(write.db(), id, step.position, reached, (&by, reason), now).await?;
    write.touch("flags");
    Ok(true)
}

/// Pauses a plan for a reason that no person and no guard gave.
pub async fn halt(write: &mut Write, target: Target<'_>, plan: &Plan, halt: Halt) -> Result<()> {
    let (now, by) = (write.now(), write.actor().label.clone());
    let why = Stopped {
        halt: Some(halt),
        by: &by,
        ..Stopped::default()
    };
    queries::pause(write.db(), plan.id, &why, now).await?;
    tell(
        write,
        target,
        plan,
        "plan.pause",
        "plan.interrupted",
        Severity::Warning,
        json!({ "halt": halt }),
    )
    .await
}

/// Ends a plan whose steps were all taken.
pub async fn finish(write: &mut Write, target: Target<'_>, plan: &Plan) -> Result<()> {
    let (now, by) = (write.now(), write.actor().label.clone());
    let why = Stopped {
        by: &by,
        ..Stopped::default()
    };
    queries::stop(write.db(), plan.id, PlanState::Finished, &why, now).await?;
    tell(
        write,
        target,
        plan,
        "plan.finish",
        "plan.finished",
        Severity::Good,
        json!({}),
    )
    .await
}

/// Does what the plan says for the case that a guard trips.
async fn trip_over(write: &mut Write, target: Target<'_>, plan: &Plan, trip: &Trip) -> Result<()> {
    let (now, by) = (write.now(), write.actor().label.clone());
    let why = Stopped {
        trip: Some(trip),
        by: &by,
        ..Stopped::default()
    };
    let state = match plan.on_trip {
        OnTrip::Pause => PlanState::Paused,
        OnTrip::Back | OnTrip::Off => {
            reverse(write, target, plan).await?;
            PlanState::Reversed
        }
    };
    queries::stop(write.db(), plan.id, state, &why, now).await?;
    let params = json!({ "trip": trip, "on_trip": plan.on_trip, "back_to": plan.before_percentage });
    tell(
        write,
        target,
        plan,
        "plan.trip",
        "plan.tripped",
        Severity::Critical,
        params,
    )
    .await
}

/// Takes the flag back to what it did before the plan, or switches it off.
async fn reverse(write: &mut Write, target: Target<'_>, plan: &Plan) -> Result<()> {
    let id = plan.id.to_string();
    change_in(write, Account::Reversal, target, None, |state, _| {
        let was = (state.setting.enabled, state.strategies.clone());
        if plan.on_trip == OnTrip::Off {
            state.setting.enabled = false;
        } else {
            state.setting.enabled = plan.before_enabled;
            state.set_share(plan.strategy, plan.before_percentage);
        }
        let same = was == (state.setting.enabled, state.strategies.clone());
        let told = Told::new("flag.plan_back", "flag.plan_back", Severity::Warning).with("plan", id);
        Ok((!same).then_some(told))
    })
    .await?;
    Ok(())
}

impl crate::flags::FlagState {
    /// Moves the share of one strategy; nothing happens when that one does not split.
    pub(super) fn set_share(&mut self, strategy: usize, share: Percentage) {
        if let Some(changed) = set_share(&self.strategies, strategy, share) {
            self.set(Draft {
                strategies: changed,
                ..self.draft()
            });
        }
    }
}
