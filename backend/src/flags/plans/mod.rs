//! Progressive rollout plans: started and steered by people, moved by whichever replica looks first.

mod advance;
mod model;
mod queries;
mod read;
mod start;
mod steer;
mod watch;
mod worker;

#[cfg(test)]
mod tests;

pub use model::{Plan, PlanStep, Standing};
pub use read::{history, show, under_way};
pub use start::start;
pub(super) use start::{How, start_in};
pub use steer::{cancel, pause, resume, skip};
pub use worker::{run_due, work};

use super::service::{Account, Target, event};
use crate::{Result, Write, audit::Entry};
use arkan_domain::{flags::plan::Halt, ids::FlagId, pillar::Severity};
use serde_json::Value;

/// Pauses the plan that moves a flag here when something else changed the flag, in the same transaction.
pub(super) async fn interrupt(write: &mut Write, account: Account, target: Target<'_>, flag: FlagId) -> Result<()> {
    let halt = match account {
        Account::Hand | Account::Approved => Halt::Hand,
        Account::Kill => Halt::Kill,
        Account::Plan { .. } | Account::Reversal => return Ok(()),
    };
    let Some(plan) = queries::lock_live(write.db(), flag, target.environment.id).await? else {
        return Ok(());
    };
    if plan.is_running() {
        advance::halt(write, target, &plan, halt).await?;
    }
    Ok(())
}

/// Records what became of a plan in audit and timeline.
async fn tell(
    write: &mut Write,
    target: Target<'_>,
    plan: &Plan,
    action: &'static str,
    kind: &'static str,
    severity: Severity,
    mut params: Value,
) -> Result<()> {
    let reason = params
        .get("reason")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    params["plan"] = plan.id.to_string().into();
    write.audit(
        Entry::new(action, "flag", plan.flag_id, target.key)
            .place(target.place())
            .after(&params)
            .reason(reason),
    );
    params["key"] = target.key.into();
    params["environment"] = target.environment.name.clone().into();
    let mut told = event(kind, severity, target.place(), target.project, params);
    told.link = told.link.map(|flag| format!("{flag}/{}/plan", target.environment.key));
    write.timeline(told).await
}
