//! What people and schedules ask for.

use super::{BACKUP_JOB, DRILL_JOB, queries};
use crate::{
    Backend, Error, Result, Write,
    audit::Entry,
    jobs::{self, NewJob},
    timeline::NewEvent,
};
use arkan_domain::{
    backups::{BackupError, BackupState, DrillState, Policy, PolicyForm, Trigger},
    identity::{Action, Actor, Place},
    ids::{BackupId, DrillId, JobId},
    pillar::{Pillar, Severity},
};
use serde_json::json;
use uuid::Uuid;

/// The policy.
///
/// # Errors
/// [`Error::Forbidden`] without [`Action::View`].
pub async fn policy(backend: &Backend, actor: &Actor) -> Result<Policy> {
    backend.allow(actor, Action::View, Place::CONSOLE)?;
    queries::policy(&backend.pool).await
}

/// Saves the policy.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Invalid`], and [`Error::Stale`] when somebody saved another one meanwhile.
pub async fn save_policy(backend: &Backend, actor: &Actor, form: &PolicyForm) -> Result<()> {
    backend.allow(actor, Action::EditBackupPolicy, Place::CONSOLE)?;
    let mut write = backend.write(actor).await?;
    let policy = form.check(write.now())?;
    let before = queries::policy(&backend.pool).await?;
    if !queries::save_policy(write.db(), &policy).await? {
        return Err(Error::Stale);
    }
    write.audit(
        Entry::new("backup.policy", "backup_policy", 1, "policy")
            .before(record(&before))
            .after(record(&policy)),
    );
    write
        .timeline(NewEvent {
            pillar: Pillar::Backups,
            kind: "backup.policy_changed",
            severity: if policy.enabled {
                Severity::Info
            } else {
                Severity::Warning
            },
            place: Place::CONSOLE,
            link: Some("/backups".to_owned()),
            params: json!({ "enabled": policy.enabled, "hour": policy.hour }),
        })
        .await?;
    write.commit().await
}

fn record(policy: &Policy) -> serde_json::Value {
    json!({
        "enabled": policy.enabled, "hour": policy.hour, "drill_after_backup": policy.drill_after_backup,
        "keep_daily": policy.keep_daily, "keep_weekly": policy.keep_weekly,
    })
}

/// Queues a backup.
///
/// # Errors
/// [`Error::Forbidden`], and [`BackupError::BackupRunning`] when one is queued or at work.
pub async fn request_backup(backend: &Backend, actor: &Actor, trigger: Trigger) -> Result<BackupId> {
    backend.allow(actor, Action::RunBackup, Place::CONSOLE)?;
    let mut write = backend.write(actor).await?;
    let id = queue_backup(&mut write, trigger)
        .await?
        .ok_or(BackupError::BackupRunning)?;
    write.commit().await?;
    Ok(id)
}

/// Queues a restore drill of a backup, or of the newest one that is stored.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], and [`BackupError`] when there is nothing to restore or one is at work.
pub async fn request_drill(
    backend: &Backend,
    actor: &Actor,
    backup: Option<BackupId>,
    trigger: Trigger,
) -> Result<DrillId> {
    backend.allow(actor, Action::RunBackup, Place::CONSOLE)?;
    let backup = match backup {
        Some(id) => queries::find_backup(&backend.pool, id).await?.ok_or(Error::NotFound)?,
        None => queries::newest_backup(&backend.pool, BackupState::Stored)
            .await?
            .ok_or(BackupError::NothingToProve)?,
    };
    if backup.state != BackupState::Stored {
        return Err(BackupError::NotStored.into());
    }
    let mut write = backend.write(actor).await?;
    let id = queue_drill(&mut write, backup.id, trigger)
        .await?
        .ok_or(BackupError::DrillRunning)?;
    write.commit().await?;
    Ok(id)
}

/// Asks a backup to stop.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`BackupError::Ended`].
pub async fn cancel_backup(backend: &Backend, actor: &Actor, id: BackupId) -> Result<()> {
    backend.allow(actor, Action::RunBackup, Place::CONSOLE)?;
    let backup = queries::find_backup(&backend.pool, id).await?.ok_or(Error::NotFound)?;
    let mut write = backend.write(actor).await?;
    let waiting = stop_job(&mut write, backup.job).await?;
    let now = write.now();
    if waiting {
        queries::end_backup(write.db(), id, BackupState::Cancelled, None, now).await?;
    }
    write.audit(Entry::new("backup.cancel", "backup", id, id.to_string()));
    write.touch(super::TOPIC);
    write.commit().await
}

/// Asks a restore drill to stop.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`BackupError::Ended`].
pub async fn cancel_drill(backend: &Backend, actor: &Actor, id: DrillId) -> Result<()> {
    backend.allow(actor, Action::RunBackup, Place::CONSOLE)?;
    let drill = queries::find_drill(&backend.pool, id).await?.ok_or(Error::NotFound)?;
    let mut write = backend.write(actor).await?;
    let waiting = stop_job(&mut write, drill.job).await?;
    let now = write.now();
    if waiting {
        queries::end_drill(write.db(), id, &cancelled(), now).await?;
    }
    write.audit(Entry::new("backup.drill_cancel", "restore_drill", id, id.to_string()));
    write.touch(super::TOPIC);
    write.commit().await
}

/// Tells the job; `true` when no worker had it yet, so that nobody else will end its run.
async fn stop_job(write: &mut Write, job: Option<JobId>) -> Result<bool> {
    let job = job.ok_or(BackupError::Ended)?;
    let now = write.now();
    if !jobs::request_cancel(write.db(), job, now).await? {
        return Err(BackupError::Ended.into());
    }
    queries::is_cancelled(write.db(), job).await
}

/// A worker stopped a backup because somebody asked for it.
pub(super) async fn backup_cancelled(backend: &Backend, id: BackupId) -> Result<()> {
    let mut write = backend.write(&Actor::system("backups")).await?;
    let now = write.now();
    queries::end_backup(write.db(), id, BackupState::Cancelled, None, now).await?;
    write.touch(super::TOPIC);
    write.commit().await
}

/// How a drill ends that somebody stopped.
pub(super) const fn cancelled() -> queries::Ended<'static> {
    const NOTHING: &super::Evidence = &super::Evidence {
        steps: Vec::new(),
        restored_into: String::new(),
        entries: 0,
        amcheck: None,
        tables: Vec::new(),
    };
    queries::Ended {
        state: DrillState::Cancelled,
        failure: None,
        evidence: NOTHING,
        restore_seconds: None,
    }
}

/// Puts a backup into a change; nothing when one is queued or at work already.
pub(super) async fn queue_backup(write: &mut Write, trigger: Trigger) -> Result<Option<BackupId>> {
    let id = BackupId(Uuid::now_v7());
    let job = NewJob::new(BACKUP_JOB, json!({ "backup": id }))
        .dedupe(BACKUP_JOB)
        .attempts(1);
    let Some(job) = write.enqueue(job).await? else {
        return Ok(None);
    };
    let (now, label) = (write.now(), write.actor().label.clone());
    queries::insert_backup(write.db(), id, job, trigger, &label, now).await?;
    write.audit(Entry::new("backup.request", "backup", id, id.to_string()).after(json!({ "trigger": trigger })));
    write.touch(super::TOPIC);
    Ok(Some(id))
}

/// Puts a drill into a change; nothing when one is queued or at work already.
pub(super) async fn queue_drill(write: &mut Write, backup: BackupId, trigger: Trigger) -> Result<Option<DrillId>> {
    let id = DrillId(Uuid::now_v7());
    let job = NewJob::new(DRILL_JOB, json!({ "drill": id }))
        .dedupe(DRILL_JOB)
        .attempts(1);
    let Some(job) = write.enqueue(job).await? else {
        return Ok(None);
    };
    let (now, label) = (write.now(), write.actor().label.clone());
    queries::insert_drill(write.db(), (id, backup, job), trigger, &label, now).await?;
    let what = json!({ "backup": backup, "trigger": trigger });
    write.audit(Entry::new("backup.drill_request", "restore_drill", id, id.to_string()).after(what));
    write.touch(super::TOPIC);
    Ok(Some(id))
}
