use super::{
    DRILL_JOB, alarms,
    dump::{self, Dumped},
    halt::{Halt, job_error},
    queries, retention, service,
};
use crate::{
    Backend, Result,
    audit::Entry,
    jobs::{Handler, JobError, Run},
    timeline::NewEvent,
};
use arkan_domain::{
    backups::{BackupState, Failure, Trigger},
    identity::{Actor, Place},
    ids::BackupId,
    pillar::{Pillar, Severity},
};
use async_trait::async_trait;
use serde_json::{Value, json};

/// Makes the backup that a row of `backups` asks for.
pub(super) struct BackupJob;

#[async_trait]
impl Handler for BackupJob {
    async fn run(&self, run: &Run) -> Result<(), JobError> {
        let Some(id) = id_of(&run.payload) else {
            return Err(JobError::Fail("payload".to_owned()));
        };
        let backup = queries::find_backup(&run.backend.pool, id).await?;
        let Some(backup) = backup.filter(|backup| backup.state == BackupState::Running) else {
            return Ok(());
        };
        // A process that was stopped may have left one.
        dump::remove_partial(&run.backend.settings.backup_dir, id);
        match dump::dump(run, id).await {
            Ok(dumped) => {
                store(&run.backend, id, &backup.actor_label, backup.trigger, &dumped).await?;
                retention::apply(&run.backend).await?;
                Ok(())
            }
            Err(Halt::Cancelled) => Err(JobError::Cancelled),
            Err(Halt::Broken(error)) => Err(error.into()),
            Err(Halt::Failed(failure, detail)) => {
                fail(&run.backend, id, failure, &detail).await?;
                Err(job_error(failure))
            }
        }
    }

    async fn abandoned(&self, run: &Run, reason: &str) -> Result<()> {
        let Some(id) = id_of(&run.payload) else { return Ok(()) };
        dump::remove_partial(&run.backend.settings.backup_dir, id);
        if reason == "cancelled" {
            return service::backup_cancelled(&run.backend, id).await;
        }
        fail(&run.backend, id, Failure::Interrupted, reason).await
    }
}

fn id_of(payload: &Value) -> Option<BackupId> {
    payload.get("backup")?.as_str()?.parse().ok()
}

async fn store(backend: &Backend, id: BackupId, label: &str, trigger: Trigger, dumped: &Dumped) -> Result<()> {
    let mut write = backend.write(&Actor::system(label)).await?;
    let now = write.now();
    let stored = queries::Stored {
        file: &dumped.file,
        size_bytes: dumped.size_bytes,
        sha256: &dumped.sha256,
        recipient: &dumped.recipient,
        server_version: &dumped.server_version,
        facts: &dumped.facts,
        snapshot_at: dumped.snapshot_at,
    };
    if !queries::store_backup(write.db(), id, &stored, now).await? {
        return Ok(());
    }
    write.audit(Entry::new("backup.store", "backup", id, &dumped.file).after(json!({
        "file": dumped.file, "size_bytes": dumped.size_bytes, "sha256": hex::encode(&dumped.sha256),
    })));
    write
        .timeline(NewEvent {
            pillar: Pillar::Backups,
            kind: "backup.stored",
            severity: Severity::Info,
            place: Place::CONSOLE,
            link: Some(format!("/backups/{id}")),
            params: json!({ "size": dumped.size_bytes, "tables": dumped.facts.tables.len() }),
        })
        .await?;
    alarms::backup_stored(&mut write).await?;
    let policy = queries::policy(&backend.pool).await?;
    if trigger == Trigger::Schedule && policy.drill_after_backup {
        // Without one when a drill is at work already: it proves an older backup, the next one this or a newer.
        service::queue_drill(&mut write, id, Trigger::Schedule).await?;
        tracing::debug!(kind = DRILL_JOB, backup = %id, "a drill follows the backup");
    }
    write.commit().await
}

/// Ends a run that failed: on its row, on the timeline, and as an alert.
async fn fail(backend: &Backend, id: BackupId, failure: Failure, detail: &str) -> Result<()> {
    let mut write = backend.write(&Actor::system("backups")).await?;
    let now = write.now();
    if !queries::end_backup(write.db(), id, BackupState::Failed, Some((failure, detail)), now).await? {
        return Ok(());
    }
    write.audit(
        Entry::new("backup.fail", "backup", id, id.to_string()).after(json!({ "failure": failure, "detail": detail })),
    );
    write
        .timeline(NewEvent {
            pillar: Pillar::Backups,
            kind: "backup.failed",
            severity: Severity::Critical,
            place: Place::CONSOLE,
            link: Some(format!("/backups/{id}")),
            params: json!({ "failure": failure }),
        })
        .await?;
    alarms::backup_failed(&mut write, id, failure).await?;
    write.commit().await
}
