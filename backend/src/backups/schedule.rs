//! The daily backup, and the look for one that did not come.

use super::{alarms, queries, service};
use crate::{Backend, Result};
use arkan_domain::{
    backups::{Trigger, due, overdue, slot_before},
    identity::Actor,
};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(30);

/// Looks twice a minute until `stop`. Every replica may do it: one run comes of it.
pub async fn watch(backend: Backend, stop: CancellationToken) {
    loop {
        if let Err(error) = tick(&backend).await {
            tracing::warn!(%error, "the schedule of backups could not be looked at");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Queues the daily backup when it is due, and raises or ends the alert of a missed one.
///
/// # Errors
/// When the database does not answer.
pub async fn tick(backend: &Backend) -> Result<()> {
    let mut write = backend.write(&Actor::system("schedule")).await?;
    queries::lock_schedule(write.db()).await?;
    let (policy, now) = (queries::policy(&backend.pool).await?, write.now());
    let runs = queries::runs_since(write.db(), slot_before(&policy, now)).await?;
    if due(&policy, &runs, now) {
        service::queue_backup(&mut write, Trigger::Schedule).await?;
    }
    match overdue(&policy, queries::last_stored_at(&backend.pool).await?, now) {
        Some(slot) => alarms::overdue(&mut write, slot).await?,
        None => alarms::not_overdue(&mut write).await?,
    }
    write.commit().await
}
