use super::{Evidence, QUIET, Removal, SETTLED, removal::removal};
use crate::text_enum;
use chrono::{DateTime, Utc};

text_enum! {
    /// Where a flag stands.
    Stage {
        /// Nobody ever got it.
        Draft = "draft",
        /// It is on its way, or does its work.
        Live = "live",
        /// Everyone has one value, or its owner says that it is done.
        Complete = "complete",
        /// It should be gone.
        Stale = "stale",
        Archived = "archived",
    }
}

/// Why a flag should be gone. Days are whole ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaleReason {
    /// Its owner said so many days ago that it is done.
    Completed { keeps: bool, days: i64 },
    /// Everyone in production has had one value for so long.
    OneValue { value: bool, days: i64 },
    /// It was made so long ago, and no application ever asked.
    NeverAsked { days: i64 },
    /// No application asked for so long.
    Quiet { days: i64 },
    /// It is older than its kind should become.
    Overdue { days: i64, lifetime: i64 },
}

/// Where a flag stands, and what follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifecycle {
    pub stage: Stage,
    /// Why it is stale; empty when it is not.
    pub reasons: Vec<StaleReason>,
    /// Whether the code that asks for it can be removed.
    pub removal: Removal,
}

/// Tells from evidence where a flag stands.
#[must_use]
pub fn lifecycle(evidence: &Evidence, now: DateTime<Utc>) -> Lifecycle {
    if evidence.archived {
        return Lifecycle {
            stage: Stage::Archived,
            reasons: Vec::new(),
            removal: Removal::default(),
        };
    }
    let reasons = reasons(evidence, now);
    let settled = evidence.one_value(now).is_some_and(|(_, held)| held >= SETTLED);
    let draft = evidence.is_draft();
    let stage = if !reasons.is_empty() {
        Stage::Stale
    } else if evidence.completion.is_some() || (settled && !draft) {
        Stage::Complete
    } else if draft {
        Stage::Draft
    } else {
        Stage::Live
    };
    Lifecycle {
        stage,
        reasons,
        removal: removal(evidence, now),
    }
}

fn reasons(evidence: &Evidence, now: DateTime<Utc>) -> Vec<StaleReason> {
    let mut reasons = Vec::new();
    if let Some(completion) = evidence.completion
        && now - completion.at >= QUIET
    {
        let days = (now - completion.at).num_days();
        let keeps = completion.keeps;
        reasons.push(StaleReason::Completed { keeps, days });
    }
    // What is made to stay answers the same for years, and a kill switch may never be asked in anger.
    let Some(lifetime) = evidence.kind.lifetime_days() else {
        return reasons;
    };
    let age = now - evidence.created_at;
    if let Some((value, held)) = evidence.one_value(now)
        && held >= QUIET
        && !evidence.is_draft()
    {
        let days = held.num_days();
        reasons.push(StaleReason::OneValue { value, days });
    }
    match evidence.last_seen() {
        None if age >= QUIET => reasons.push(StaleReason::NeverAsked { days: age.num_days() }),
        Some(last) if now - last >= QUIET => reasons.push(StaleReason::Quiet {
            days: (now - last).num_days(),
        }),
        _ => {}
    }
    if age.num_days() > lifetime {
        let days = age.num_days();
        reasons.push(StaleReason::Overdue { days, lifetime });
    }
    reasons
}
