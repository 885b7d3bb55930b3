//! What a result makes of a check: a row, a state, perhaps an alert.

use super::{
    probes::Outcome,
    queries::{checks::Check, results, schedule},
    raise::{NewAlert, raise, resolve},
};
use crate::{Result, Write};
use arkan_domain::alerts::{AlertSource, Change, CheckState};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

/// While a check fails but does not count as down yet, it is asked again after this time, however long its interval.
const RETRY: TimeDelta = TimeDelta::seconds(5);

/// Records a result of a check whose row the transaction has locked.
pub(super) async fn record(
    write: &mut Write,
    check: &Check,
    outcome: &Outcome,
    next_run_at: DateTime<Utc>,
) -> Result<Option<Change>> {
    let now = write.now();
    let retries = u32::try_from(check.retries).unwrap_or_default();
    let (health, change) = check.health().after(outcome.ok, retries);
    let trying_again = !outcome.ok && health.state != CheckState::Down;
    let failing_since = (!outcome.ok).then(|| check.failing_since.unwrap_or(now));
    let error = error_text(outcome);
    let after = schedule::After {
        health,
        changed: health.state != check.state,
        failing_since,
        last_error: error.as_deref(),
        next_run_at: if trying_again {
            next_run_at.min(now + RETRY)
        } else {
            next_run_at
        },
    };
    results::insert(write.db(), check.id, outcome, now).await?;
    schedule::settle(write.db(), check.id, &after, now).await?;
    match change {
        Some(Change::WentDown) => {
            raise(write, alert(check, outcome, failing_since)).await?;
        }
        Some(Change::Recovered) => {
            resolve(write, &check.fingerprint()).await?;
        }
        Some(Change::FirstUp) | None => {}
    }
    if change.is_some() {
        write.touch("checks");
    }
    Ok(change)
}

fn alert(check: &Check, outcome: &Outcome, failing_since: Option<DateTime<Utc>>) -> NewAlert {
    NewAlert {
        fingerprint: check.fingerprint(),
        source: AlertSource::Check,
        check: Some(check.id),
        place: check.place(),
        severity: check.severity,
        kind: "check.down",
        params: json!({
            "name": check.name,
            "kind": check.kind,
            "target": check.spec.target(),
            "failure": outcome.failure,
            "detail": outcome.detail,
        }),
        link: Some(format!("/checks/{}", check.id)),
        first_failure_at: failing_since,
    }
}

/// The failure's code, a space, and the fact to it.
fn error_text(outcome: &Outcome) -> Option<String> {
    let failure = outcome.failure?;
    Some(match &outcome.detail {
        Some(detail) => format!("{failure} {detail}"),
        None => failure.to_string(),
    })
}
