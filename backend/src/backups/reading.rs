//! What pages and gates ask.

use super::{
    facts::Facts,
    keys::{KeyPlace, key_place},
    queries::{self, Backup, Drill},
};
use crate::{Backend, Error, Result, audit::Entry};
use arkan_domain::{
    backups::{BackupError, BackupState, Policy, next_slot, overdue},
    identity::{Action, Actor, Place},
    ids::{BackupId, DrillId},
};
use chrono::{DateTime, Utc};
use tokio::fs::File;
use tokio_util::io::ReaderStream;

/// When a restore was last proven, and how long it took.
#[derive(Clone, Debug)]
pub struct Proof {
    pub drill: DrillId,
    pub backup: BackupId,
    pub at: DateTime<Utc>,
    /// From the file to a database that answers.
    pub restore_seconds: Option<f64>,
    /// The moment whose data was restored.
    pub snapshot_at: Option<DateTime<Utc>>,
}

/// All that the pillar's card and the head of its page show.
#[derive(Clone, Debug)]
pub struct Overview {
    pub policy: Policy,
    pub proof: Option<Proof>,
    pub running_backup: Option<Backup>,
    pub running_drill: Option<Drill>,
    /// The newest backup that is stored.
    pub stored: Option<Backup>,
    /// The newest backup that has ended: with `stored`, whether the last one failed.
    pub last_backup: Option<Backup>,
    /// The newest drill that has ended.
    pub last_drill: Option<Drill>,
    /// When a backup should have begun that did not come.
    pub overdue: Option<DateTime<Utc>>,
    pub next: Option<DateTime<Utc>>,
    pub stored_files: u64,
    pub stored_bytes: u64,
    pub key: KeyPlace,
}

/// The state of the pillar.
///
/// # Errors
/// [`Error::Forbidden`] without [`Action::View`].
pub async fn overview(backend: &Backend, actor: &Actor) -> Result<Overview> {
    backend.allow(actor, Action::View, Place::CONSOLE)?;
    let (pool, now) = (&backend.pool, backend.clock.now());
    let policy = queries::policy(pool).await?;
    let (files, bytes) = queries::stored_sum(pool).await?;
    let drills = queries::list_drills(pool, None, 2).await?;
    Ok(Overview {
        proof: proof(backend).await?,
        running_backup: queries::newest_backup(pool, BackupState::Running).await?,
        running_drill: queries::running_drill(pool).await?,
        stored: queries::newest_backup(pool, BackupState::Stored).await?,
        last_backup: queries::newest_ended(pool).await?,
        last_drill: drills.into_iter().find(|drill| drill.finished_at.is_some()),
        overdue: overdue(&policy, queries::last_stored_at(pool).await?, now),
        next: next_slot(&policy, now),
        stored_files: files.unsigned_abs(),
        stored_bytes: bytes.unsigned_abs(),
        key: key_place(backend).await?,
        policy,
    })
}

/// When a restore was last proven: for gates and readiness.
///
/// # Errors
/// When the database does not answer.
pub async fn proof(backend: &Backend) -> Result<Option<Proof>> {
    Ok(queries::last_passed(&backend.pool).await?.map(|drill| Proof {
        drill: drill.id,
        backup: drill.backup,
        at: drill.finished_at.unwrap_or(drill.started_at),
        restore_seconds: drill.restore_seconds,
        snapshot_at: drill.snapshot_at,
    }))
}

/// The newest backups, or those before one that was shown.
///
/// # Errors
/// [`Error::Forbidden`] without [`Action::View`].
pub async fn list(backend: &Backend, actor: &Actor, before: Option<BackupId>, limit: i64) -> Result<Vec<Backup>> {
    backend.allow(actor, Action::View, Place::CONSOLE)?;
    queries::list_backups(&backend.pool, before, limit).await
}

/// One backup.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn backup(backend: &Backend, actor: &Actor, id: BackupId) -> Result<Backup> {
    backend.allow(actor, Action::View, Place::CONSOLE)?;
    queries::find_backup(&backend.pool, id).await?.ok_or(Error::NotFound)
}

/// What was recorded in a backup's snapshot; nothing before it is stored.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn facts(backend: &Backend, actor: &Actor, id: BackupId) -> Result<Option<Facts>> {
    backend.allow(actor, Action::View, Place::CONSOLE)?;
    queries::facts_of(&backend.pool, id).await
}

/// The newest drills of a backup.
///
/// # Errors
/// [`Error::Forbidden`] without [`Action::View`].
pub async fn drills_of(backend: &Backend, actor: &Actor, id: BackupId) -> Result<Vec<Drill>> {
    backend.allow(actor, Action::View, Place::CONSOLE)?;
    queries::list_drills(&backend.pool, Some(id), 20).await
}

/// One drill.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn drill(backend: &Backend, actor: &Actor, id: DrillId) -> Result<Drill> {
    backend.allow(actor, Action::View, Place::CONSOLE)?;
    queries::find_drill(&backend.pool, id).await?.ok_or(Error::NotFound)
}

/// Reads the encrypted file of a backup for a download, which the audit trail records.
///
/// # Errors
/// [`Error::Forbidden`] without [`Action::RunBackup`], [`Error::NotFound`], [`BackupError`] when there is no file.
pub async fn open_file(backend: &Backend, actor: &Actor, id: BackupId) -> Result<(ReaderStream<File>, Backup)> {
    backend.allow(actor, Action::RunBackup, Place::CONSOLE)?;
    let backup = queries::find_backup(&backend.pool, id).await?.ok_or(Error::NotFound)?;
    if backup.state != BackupState::Stored {
        return Err(BackupError::NotStored.into());
    }
    let path = backend.settings.backup_dir.join(&backup.file);
    let file = File::open(&path).await.map_err(|error| {
        tracing::warn!(%error, path = %path.display(), "a stored backup cannot be read");
        BackupError::FileMissing
    })?;
    let mut write = backend.write(actor).await?;
    write.audit(Entry::new("backup.download", "backup", id, &backup.file));
    write.commit().await?;
    Ok((ReaderStream::new(file), backup))
}
