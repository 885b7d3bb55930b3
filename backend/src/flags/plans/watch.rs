use super::Plan;
use crate::{Result, Write, alerts, freezes};
use arkan_domain::{
    alerts::CheckState,
    flags::plan::{AlertGuard, Surroundings, Trip},
    identity::Place,
};
use chrono::TimeDelta;

/// How far back a check's failures are counted.
const WINDOW: TimeDelta = TimeDelta::minutes(10);
/// With fewer results than these a share of failures says nothing.
const ENOUGH: i64 = 5;

/// What a plan finds around it, as it stands inside of a change.
pub async fn surroundings(write: &mut Write, plan: &Plan) -> Result<Surroundings> {
    let place = Place::environment(plan.project_id, plan.environment_id);
    let frozen = freezes::in_force(write, place).await?;
    Ok(Surroundings {
        frozen_until: frozen.map(|freeze| freeze.ends_at),
        tripped: tripped(write, plan).await?,
    })
}

async fn tripped(write: &mut Write, plan: &Plan) -> Result<Option<Trip>> {
    let guards = &plan.guards;
    if guards.alerts != AlertGuard::None {
        let critical_only = guards.alerts == AlertGuard::Critical;
        if let Some(alert) = alerts::firing(write.db(), plan.project_id, critical_only).await? {
            let path = format!("/alerts/{alert}");
            return Ok(Some(Trip::Alert { path }));
        }
    }
    let Some(check) = guards.check else { return Ok(None) };
    let since = write.now() - WINDOW;
    let Some(standing) = alerts::standing(write.db(), plan.project_id, check, since).await? else {
        return Ok(None);
    };
    let name = standing.name;
    if standing.state == CheckState::Down {
        return Ok(Some(Trip::Check { name }));
    }
    let percent = u8::try_from(standing.failed * 100 / standing.results.max(1)).unwrap_or(100);
    let over = standing.results >= ENOUGH && guards.max_failures.is_some_and(|most| percent > most);
    Ok(over.then_some(Trip::Failures { name, percent }))
}
