use super::{
    alarms,
    drill::Drilling,
    facts::Evidence,
    halt::{Halt, job_error},
    queries, service,
};
use crate::{
    Backend, Result,
    audit::Entry,
    jobs::{Handler, JobError, Run},
    postgres::Scratch,
    timeline::NewEvent,
};
use arkan_domain::{
    backups::{DrillState, Failure},
    identity::{Actor, Place},
    ids::DrillId,
    pillar::{Pillar, Severity},
};
use async_trait::async_trait;
use serde_json::{Value, json};

/// Does the restore drill that a row of `restore_drills` asks for.
pub(super) struct DrillJob;

#[async_trait]
impl Handler for DrillJob {
    async fn run(&self, run: &Run) -> Result<(), JobError> {
        let Some(id) = id_of(&run.payload) else {
            return Err(JobError::Fail("payload".to_owned()));
        };
        let pool = &run.backend.pool;
        let drill = queries::find_drill(pool, id).await?;
        let Some(drill) = drill.filter(|drill| drill.state == DrillState::Running) else {
            return Ok(());
        };
        let Some(backup) = queries::find_backup(pool, drill.backup).await? else {
            return Ok(());
        };
        let facts = queries::facts_of(pool, backup.id).await?.unwrap_or_default();
        let mut drilling = Drilling::new(run, &backup, &facts);
        let found = drilling.drill().await;
        let (evidence, seconds) = (drilling.evidence, drilling.restore_seconds);
        match found {
            Ok(()) => Ok(pass(&run.backend, id, &drill.actor_label, &evidence, seconds).await?),
            Err(Halt::Cancelled) => Err(JobError::Cancelled),
            Err(Halt::Broken(error)) => Err(error.into()),
            Err(Halt::Failed(failure, detail)) => {
                fail(&run.backend, id, (failure, &detail), &evidence, seconds).await?;
                Err(job_error(failure))
            }
        }
    }

    async fn abandoned(&self, run: &Run, reason: &str) -> Result<()> {
        let Some(id) = id_of(&run.payload) else { return Ok(()) };
        let parent = run.backend.settings.data_dir.join("scratch");
        if parent.exists()
            && let Err(error) = Scratch::sweep(&parent).await
        {
            tracing::warn!(%error, "scratch servers of a drill that died could not be removed yet");
        }
        if reason == "cancelled" {
            let mut write = run.backend.write(&Actor::system("backups")).await?;
            let now = write.now();
            queries::end_drill(write.db(), id, &service::cancelled(), now).await?;
            write.touch(super::TOPIC);
            return write.commit().await;
        }
        fail(
            &run.backend,
            id,
            (Failure::Interrupted, reason),
            &Evidence::default(),
            None,
        )
        .await
    }
}

fn id_of(payload: &Value) -> Option<DrillId> {
    payload.get("drill")?.as_str()?.parse().ok()
}

async fn pass(backend: &Backend, id: DrillId, label: &str, evidence: &Evidence, seconds: Option<f64>) -> Result<()> {
    let mut write = backend.write(&Actor::system(label)).await?;
    let now = write.now();
    let ended = queries::Ended {
        state: DrillState::Passed,
        failure: None,
        evidence,
        restore_seconds: seconds,
    };
    if !queries::end_drill(write.db(), id, &ended, now).await? {
        return Ok(());
    }
    write.audit(
        Entry::new("backup.drill_pass", "restore_drill", id, id.to_string()).after(json!({ "seconds": seconds })),
    );
    write
        .timeline(NewEvent {
            pillar: Pillar::Backups,
            kind: "backup.drill_passed",
            severity: Severity::Good,
            place: Place::CONSOLE,
            link: Some(format!("/backups/drills/{id}")),
            params: json!({ "seconds": seconds }),
        })
        .await?;
    alarms::drill_passed(&mut write).await?;
    write.commit().await
}

async fn fail(
    backend: &Backend,
    id: DrillId,
    (failure, detail): (Failure, &str),
    evidence: &Evidence,
    seconds: Option<f64>,
) -> Result<()> {
    let mut write = backend.write(&Actor::system("backups")).await?;
    let now = write.now();
    let ended = queries::Ended {
        state: DrillState::Failed,
        failure: Some((failure, detail)),
        evidence,
        restore_seconds: seconds,
    };
    if !queries::end_drill(write.db(), id, &ended, now).await? {
        return Ok(());
    }
    let what = json!({ "failure": failure, "detail": detail });
    write.audit(Entry::new("backup.drill_fail", "restore_drill", id, id.to_string()).after(what));
    write
        .timeline(NewEvent {
            pillar: Pillar::Backups,
            kind: "backup.drill_failed",
            severity: Severity::Critical,
            place: Place::CONSOLE,
            link: Some(format!("/backups/drills/{id}")),
            params: json!({ "failure": failure }),
        })
        .await?;
    alarms::drill_failed(&mut write, id, failure).await?;
    write.commit().await
}
