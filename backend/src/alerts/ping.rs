//! Heartbeats that report.

use super::{
    probes::{Outcome, short},
    queries::schedule,
    record::record,
};
use crate::{Backend, Error, Result};
use arkan_domain::{
    alerts::{Failure, PingSignal},
    identity::Actor,
};
use chrono::TimeDelta;
use uuid::Uuid;

/// Takes what a heartbeat says. `text` is the body that came with it; its beginning is kept.
///
/// # Errors
/// [`Error::NotFound`] when no heartbeat has this key.
pub async fn ping(backend: &Backend, key: Uuid, signal: PingSignal, text: &str) -> Result<()> {
    let mut write = backend.write(&Actor::system("heartbeat")).await?;
    let now = write.now();
    let check = schedule::lock_heartbeat(write.db(), key)
        .await?
        .ok_or(Error::NotFound)?;
    if !check.enabled {
        return Ok(());
    }
    let text = Some(text.trim())
        .filter(|text| !text.is_empty())
        .map(|text| short(text.to_owned()));
    let late = |patience| now + TimeDelta::from_std(patience).unwrap_or_default();
    // How long the work took, when it said that it began.
    let took = check
        .ping_started_at
        .map(|start| (now - start).num_microseconds().unwrap_or_default());
    #[allow(clippy::cast_precision_loss, reason = "microseconds of a job fit far below 2^52")]
    let latency_ms = took.map(|micros| micros as f64 / 1000.0);
    let outcome = match signal {
        PingSignal::Start => {
            schedule::ping_started(write.db(), check.id, now, late(check.spec.grace())).await?;
            None
        }
        PingSignal::Log => {
            schedule::ping_logged(write.db(), check.id, text.as_deref().unwrap_or_default(), now).await?;
            None
        }
        PingSignal::Success => Some(Outcome::good(latency_ms, text)),
        PingSignal::Fail => Some(Outcome {
            latency_ms,
            ..Outcome::failed(Failure::Reported, text)
        }),
        PingSignal::Exit(status) => {
            let detail = text.map_or_else(|| status.to_string(), |text| format!("{status}: {text}"));
            Some(Outcome {
                latency_ms,
                ..Outcome::failed(Failure::ExitStatus, Some(detail))
            })
        }
    };
    if let Some(outcome) = outcome {
        record(&mut write, &check, &outcome, late(check.spec.patience())).await?;
    }
    write.touch("checks");
    write.commit().await
}
