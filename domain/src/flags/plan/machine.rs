use super::{Hours, Step, Trip};
use crate::text_enum;
use chrono::{DateTime, TimeDelta, Utc};

text_enum! {
    /// How a plan stands.
    PlanState {
        Running = "running",
        /// Until someone resumes it.
        Paused = "paused",
        /// Every step was taken.
        Finished = "finished",
        /// Someone ended it before.
        Cancelled = "cancelled",
        /// A guard ended it and took the flag back.
        Reversed = "reversed",
    }
}

text_enum! {
    /// Why a plan paused, where no guard did it.
    Halt {
        /// Someone asked for it.
        Person = "person",
        /// Someone changed the flag by hand.
        Hand = "hand",
        /// The flag was killed.
        Kill = "kill",
        /// The flag was archived.
        Archive = "archive",
        /// The strategy whose share it moves is no longer there.
        Rules = "rules",
        /// Changes need approvals here by now, and the plan has none.
        Approval = "approval",
    }
}

/// A plan, as far as what comes next depends on it.
#[derive(Clone, Debug)]
pub struct Progress<'a> {
    pub state: PlanState,
    pub steps: &'a [Step],
    /// How many steps were taken.
    pub done: usize,
    /// Since when the share of the last step stays; pauses move it on, so that they do not count.
    pub since: DateTime<Utc>,
    pub hours: Option<&'a Hours>,
}

/// What a plan finds around it.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// A freeze that is in force, until then.
    pub frozen_until: Option<DateTime<Utc>>,
    pub tripped: Option<Trip>,
}

text_enum! {
    /// What a plan waits for.
    Wait {
        /// The share must stay for a while.
        Stay = "stay",
        /// The hours in which it may move.
        Hours = "hours",
        /// The end of a freeze.
        Freeze = "freeze",
    }
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing by itself: it is paused or over.
    Nothing,
    /// This step, counted from 0.
    Take(usize),
    /// The last share has stayed long enough.
    Finish,
    /// A guard tripped.
    Trip(Trip),
    /// Look again then; it lies in the future.
    Wait(DateTime<Utc>, Wait),
}

/// What a plan does now: the one rule that moves plans. Steps come in order, each once, never before the share of the
/// step before has stayed as long as it must, never outside of its hours, never in a freeze, never past a guard.
#[must_use]
pub fn next(plan: &Progress<'_>, now: DateTime<Utc>, around: &Surroundings) -> Next {
    if plan.state != PlanState::Running {
        return Next::Nothing;
    }
    if let Some(trip) = &around.tripped {
        return Next::Trip(trip.clone());
    }
    if let Some(due) = due(plan).filter(|due| now < *due) {
        return Next::Wait(due, Wait::Stay);
    }
    if plan.done >= plan.steps.len() {
        return Next::Finish;
    }
    if let Some(until) = around.frozen_until.filter(|until| now < *until) {
        return Next::Wait(until, Wait::Freeze);
    }
    match plan.hours.map(|hours| hours.next_open(now)) {
        Some(Some(open)) if now < open => Next::Wait(open, Wait::Hours),
        // No opening in sight: the clocks of the place may change, so look again.
        Some(None) => Next::Wait(now + TimeDelta::days(1), Wait::Hours),
        _ => Next::Take(plan.done),
    }
}

/// When the steps that are left will be taken, if nothing comes in between; nothing for a plan that does not run.
#[must_use]
pub fn forecast(plan: &Progress<'_>, now: DateTime<Utc>, around: &Surroundings) -> Vec<DateTime<Utc>> {
    let (mut plan, mut at) = (plan.clone(), now);
    let mut moments = Vec::new();
    // Each step is waited for three times at most: for its stay, for a freeze and for its hours.
    for _ in 0..4 * plan.steps.len() + 4 {
        match next(&plan, at, around) {
            Next::Take(_) => {
                moments.push(at);
                (plan.done, plan.since) = (plan.done + 1, at);
            }
            Next::Wait(until, _) => at = until,
            Next::Nothing | Next::Finish | Next::Trip(_) => break,
        }
    }
    moments
}

/// When the share of the last step has stayed long enough; none before the first step.
fn due(plan: &Progress<'_>) -> Option<DateTime<Utc>> {
    let last = plan.steps.get(plan.done.checked_sub(1)?)?;
    Some(plan.since + TimeDelta::seconds(last.wait.into()))
}

#[cfg(test)]
mod tests;
