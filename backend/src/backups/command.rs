//! Backups and drills from the command line.

use super::{handlers, queries, service};
use crate::{
    Backend, Error, Result,
    jobs::{Worker, WorkerSettings},
};
use arkan_domain::{
    backups::{BackupState, DrillState, Failure, Trigger},
    identity::Actor,
    ids::BackupId,
};
use std::time::Duration;

const POLL: Duration = Duration::from_millis(200);

/// How a run from the command line ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Where the file is, and its bytes.
    Stored {
        file: std::path::PathBuf,
        size_bytes: u64,
    },
    /// From the file to a database that answers, in seconds.
    Passed {
        seconds: f64,
    },
    Failed {
        failure: Failure,
        detail: String,
    },
    Cancelled,
}

/// Makes a backup and waits for its end. A console that runs beside may take the job; so does this process.
///
/// # Errors
/// [`Error::Forbidden`], [`arkan_domain::backups::BackupError::BackupRunning`], or when the database does not answer.
pub async fn run_now(backend: &Backend, actor: &Actor) -> Result<Outcome> {
    let id = service::request_backup(backend, actor, Trigger::Cli).await?;
    loop {
        work(backend).await;
        let backup = queries::find_backup(&backend.pool, id).await?.ok_or(Error::NotFound)?;
        let outcome = match backup.state {
            BackupState::Running => None,
            BackupState::Stored | BackupState::Expired => Some(Outcome::Stored {
                file: backend.settings.backup_dir.join(&backup.file),
                size_bytes: backup.size_bytes.unwrap_or_default(),
            }),
            BackupState::Cancelled => Some(Outcome::Cancelled),
            BackupState::Failed => Some(failed(backup.failure, backup.detail)),
        };
        match outcome {
            Some(outcome) => return Ok(outcome),
            None => tokio::time::sleep(POLL).await,
        }
    }
}

/// Restores a backup (the newest one without) into a scratch server and waits for the verdict.
///
/// # Errors
/// [`Error::Forbidden`], [`arkan_domain::backups::BackupError`] when there is nothing to restore or a drill is at work.
pub async fn drill_now(backend: &Backend, actor: &Actor, backup: Option<BackupId>) -> Result<Outcome> {
    let id = service::request_drill(backend, actor, backup, Trigger::Cli).await?;
    loop {
        work(backend).await;
        let drill = queries::find_drill(&backend.pool, id).await?.ok_or(Error::NotFound)?;
        let outcome = match drill.state {
            DrillState::Running => None,
            DrillState::Passed => Some(Outcome::Passed {
                seconds: drill.restore_seconds.unwrap_or_default(),
            }),
            DrillState::Cancelled => Some(Outcome::Cancelled),
            DrillState::Failed => Some(failed(drill.failure, drill.detail)),
        };
        match outcome {
            Some(outcome) => return Ok(outcome),
            None => tokio::time::sleep(POLL).await,
        }
    }
}

fn failed(failure: Option<Failure>, detail: Option<String>) -> Outcome {
    Outcome::Failed {
        failure: failure.unwrap_or(Failure::Interrupted),
        detail: detail.unwrap_or_default(),
    }
}

async fn work(backend: &Backend) {
    Worker::new(backend.clone(), handlers(), WorkerSettings::default())
        .run_due()
        .await;
}
