//! The contract with the other pillars: trouble raises an alert, its end resolves it.

use super::{
    deliver::DELIVER,
    queries::{alerts, notifications},
};
use crate::{Result, Write, audit::Entry, jobs::NewJob, timeline::NewEvent};
use arkan_domain::{
    alerts::{AlertSource, MAX_ATTEMPTS, Urgency},
    identity::Place,
    ids::{AlertId, CheckId, NotificationId},
    pillar::{Pillar, Severity},
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

/// Trouble that people should hear of.
#[derive(Clone, Debug)]
pub struct NewAlert {
    /// What trouble it is: `backup.drill:production`. While an alert of it is open, raising it again does nothing.
    pub fingerprint: String,
    pub source: AlertSource,
    /// The check that found it.
    pub check: Option<CheckId>,
    pub place: Place,
    pub severity: Urgency,
    /// Which title tells it: `backup.drill_failed`.
    pub kind: &'static str,
    /// What fills the title.
    pub params: Value,
    /// Path of the page that shows what is in trouble.
    pub link: Option<String>,
    /// When the trouble began; `None`: now.
    pub first_failure_at: Option<DateTime<Utc>>,
}

/// Raises an alert, with its notifications, in the same transaction. `None`: one is open already, and nothing changed.
///
/// # Errors
/// When the database does not answer.
pub async fn raise(write: &mut Write, new: NewAlert) -> Result<Option<AlertId>> {
    let now = write.now();
    let Some(alert) = alerts::insert(write.db(), AlertId(Uuid::now_v7()), &new, now).await? else {
        return Ok(None);
    };
    let told = notifications::insert_firing(write.db(), alert.id, alert.severity, now).await?;
    queue(write, told).await?;
    write.audit(
        Entry::new("alert.raise", "alert", alert.id, &alert.fingerprint)
            .place(alert.place())
            .after(&alert),
    );
    write
        .timeline(event("alert.fired", alert.severity.severity(), &alert))
        .await?;
    Ok(Some(alert.id))
}

/// Resolves the open alert of a fingerprint, and tells whoever was told of it. `None`: none was open.
///
/// # Errors
/// When the database does not answer.
pub async fn resolve(write: &mut Write, fingerprint: &str) -> Result<Option<AlertId>> {
    let now = write.now();
    let Some(alert) = alerts::resolve(write.db(), fingerprint, now).await? else {
        return Ok(None);
    };
    let told = notifications::insert_resolved(write.db(), alert.id, now).await?;
    queue(write, told).await?;
    write.audit(
        Entry::new("alert.resolve", "alert", alert.id, &alert.fingerprint)
            .place(alert.place())
            .after(&alert),
    );
    write.timeline(event("alert.resolved", Severity::Good, &alert)).await?;
    Ok(Some(alert.id))
}

/// Queues the delivery of notifications.
pub(super) async fn queue(write: &mut Write, notifications: Vec<NotificationId>) -> Result<()> {
    let attempts = i32::try_from(MAX_ATTEMPTS).unwrap_or(i32::MAX);
    for id in notifications {
        let job = NewJob::new(DELIVER, json!({ "notification": id })).dedupe(format!("{DELIVER}:{id}"));
        write.enqueue(job.attempts(attempts)).await?;
    }
    Ok(())
}

/// What the timeline tells of an alert: its title's kind and parameters travel along.
pub(super) fn event(kind: &'static str, severity: Severity, alert: &alerts::Alert) -> NewEvent {
    NewEvent {
        pillar: Pillar::Alerts,
        kind,
        severity,
        place: alert.place(),
        link: Some(format!("/alerts/{}", alert.id)),
        params: json!({ "alert": alert.kind, "params": alert.params, "note": alert.acknowledge_note }),
    }
}
