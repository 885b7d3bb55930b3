//! Alerts as people see and answer them.

use super::{
    queries::{
        alerts::{self, Alert},
        notifications::{self, Notification},
        results::{self, ResultRow},
    },
    raise::event,
};
use crate::{Backend, Error, Result, audit::Entry, timeline};
use arkan_domain::{
    alerts::{AlertError, AlertState},
    fields::FieldErrors,
    identity::{Action, Actor},
    ids::{AlertId, CheckId, ProjectId},
    pillar::Severity,
};
use chrono::{DateTime, TimeDelta, Utc};

/// How long before the first failure a change may have caused it.
const BEFORE: TimeDelta = TimeDelta::minutes(20);

/// An alert with what helps to understand it.
#[derive(Clone, Debug)]
pub struct AlertDetail {
    pub alert: Alert,
    /// The results of its check around its beginning, oldest first.
    pub results: Vec<ResultRow>,
    /// What changed in the 20 minutes before the first failure, and until it fired; newest first.
    pub changes: Vec<timeline::Event>,
    pub notifications: Vec<Notification>,
}

/// The open alerts of a project and of the console as a whole: firing before acknowledged, critical first. Without a
/// project: all that the actor may see.
///
/// # Errors
/// When the database does not answer.
pub async fn open(backend: &Backend, actor: &Actor, project: Option<ProjectId>) -> Result<Vec<Alert>> {
    let mut open = alerts::open(&backend.pool, project).await?;
    open.retain(|alert| may_see(actor, alert));
    Ok(open)
}

/// One page of a project's alerts, newest first, after the one that `before` names.
///
/// # Errors
/// When the database does not answer.
pub async fn page(
    backend: &Backend,
    actor: &Actor,
    project: ProjectId,
    state: Option<AlertState>,
    before: Option<(DateTime<Utc>, AlertId)>,
    limit: i64,
) -> Result<Vec<Alert>> {
    let mut page = alerts::page(&backend.pool, project, state, before, limit).await?;
    page.retain(|alert| may_see(actor, alert));
    Ok(page)
}

/// An alert with its surroundings.
///
/// # Errors
/// [`Error::NotFound`] when there is none that the actor may see.
pub async fn detail(backend: &Backend, actor: &Actor, id: AlertId) -> Result<AlertDetail> {
    let alert = find(backend, actor, id).await?;
    let from = alert.first_failure_at - BEFORE;
    let results = match alert.check_id {
        Some(check) => {
            let until = alert
                .resolved_at
                .unwrap_or(backend.clock.now())
                .min(alert.fired_at + BEFORE);
            results::between(&backend.pool, CheckId(check), from, until, 500).await?
        }
        None => Vec::new(),
    };
    let filter = timeline::Filter {
        project: alert.project_id,
        from: Some(from),
        until: Some(alert.fired_at),
        ..timeline::Filter::default()
    };
    let mut changes = timeline::list(backend, actor, &filter, 100).await?;
    // Other alerts are effects, not causes.
    changes.retain(|event| !event.kind.starts_with("alert."));
    let notifications = notifications::of_alert(&backend.pool, id).await?;
    Ok(AlertDetail {
        alert,
        results,
        changes,
        notifications,
    })
}

/// Says that someone is on it. Nobody is notified: whoever acknowledges knows, and the others see it.
///
/// # Errors
/// [`AlertError::NotFiring`] when it was acknowledged or resolved meanwhile.
pub async fn acknowledge(backend: &Backend, actor: &Actor, id: AlertId, note: &str) -> Result<Alert> {
    let before = find(backend, actor, id).await?;
    backend.allow(actor, Action::AcknowledgeAlert, before.place())?;
    let mut errors = FieldErrors::default();
    let note = errors.text("note", note, 0, 500);
    errors.into_result()?;
    let mut write = backend.write(actor).await?;
    let now = write.now();
    let after = alerts::acknowledge(write.db(), id, &actor.label, &note, now)
        .await?
        .ok_or(AlertError::NotFiring)?;
    write
        .timeline(event("alert.acknowledged", Severity::Info, &after))
        .await?;
    let entry = Entry::new("alert.acknowledge", "alert", id, &after.fingerprint).place(after.place());
    write.audit(entry.before(&before).after(&after).reason(note));
    write.commit().await?;
    Ok(after)
}

async fn find(backend: &Backend, actor: &Actor, id: AlertId) -> Result<Alert> {
    let alert = alerts::find(&backend.pool, id).await?.ok_or(Error::NotFound)?;
    if may_see(actor, &alert) {
        Ok(alert)
    } else {
        Err(Error::NotFound)
    }
}

/// What concerns the console as a whole concerns everybody who uses it, as on the timeline.
fn may_see(actor: &Actor, alert: &Alert) -> bool {
    match alert.project_id {
        Some(_) => actor.can(Action::View, alert.place()),
        None => actor.can_somewhere(Action::View),
    }
}
