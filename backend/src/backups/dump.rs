//! Makes one backup: a snapshot, its facts, and its dump, encrypted on the way to the disk.

use super::{TOPIC, facts::Facts, halt::Halt, keys, queries, tally::Tally};
use crate::{
    jobs::Run,
    postgres::{self, Binaries},
};
use age::Encryptor;
use arkan_domain::{
    backups::{BackupState, Failure, Step},
    ids::BackupId,
};
use chrono::{DateTime, Utc};
use futures::AsyncWriteExt as _;
use sqlx::{ConnectOptions, Connection};
use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use tokio::{
    fs::File,
    io::{AsyncRead, AsyncReadExt as _},
};
use tokio_util::compat::{Compat, TokioAsyncReadCompatExt as _};

/// What a dump weighs of its database, roughly, until one was made: a guess for the progress bar only.
const GUESSED_SHARE: u64 = 4;
const BUFFER: usize = 128 * 1024;
const PROGRESS_EVERY: Duration = Duration::from_millis(500);

/// A file that is safe on the disk, with what was read in its snapshot.
pub(super) struct Dumped {
    pub file: String,
    pub size_bytes: u64,
    pub sha256: Vec<u8>,
    pub recipient: String,
    pub server_version: String,
    pub facts: Facts,
    pub snapshot_at: DateTime<Utc>,
}

/// Makes the backup. Whatever happens, only a whole file gets its final name.
pub(super) async fn dump(run: &Run, id: BackupId) -> Result<Dumped, Halt> {
    let backend = &run.backend;
    run.progress(None, Step::Facts.as_str(), TOPIC).await?;
    let recipient = keys::recipient(backend).await?;
    let mut connection = backend
        .pool
        .connect_options()
        .connect()
        .await
        .map_err(|error| Halt::database(&error))?;
    let snapshot_at = backend.clock.now();
    let snapshot = queries::export_snapshot(&mut connection)
        .await
        .map_err(|error| Halt::database(&error))?;
    let counting = queries::count_rows(&mut connection);
    let tables = tokio::select! {
        counted = counting => counted.map_err(|error| Halt::database(&error))?,
        () = run.cancel.cancelled() => return Err(Halt::Cancelled),
    };
    let facts = Facts {
        lsn: snapshot.lsn,
        major: snapshot.version_num.unsigned_abs() / 10_000,
        database_bytes: snapshot.database_bytes.unsigned_abs(),
        tables,
    };
    let before = queries::newest_backup(&backend.pool, BackupState::Stored)
        .await?
        .and_then(|backup| backup.size_bytes);
    let expected = before.unwrap_or(facts.database_bytes / GUESSED_SHARE).max(1);

    let binaries = Binaries::find_client(facts.major)
        .await
        .map_err(Halt::program(Failure::DumpFailed))?;
    let mut command = postgres::command(&binaries, "pg_dump", &backend.settings.database.env())
        .map_err(Halt::program(Failure::DumpFailed))?;
    command
        .args(["--format=custom", "--no-password"])
        .arg(format!("--snapshot={}", snapshot.snapshot));

    let file = file_name(id, snapshot_at);
    let dir = &backend.settings.backup_dir;
    make_private(dir).map_err(Halt::file(dir))?;
    let mut partial = Partial::create(dir, &file).await?;
    let mut child = command.spawn().map_err(Halt::file(binaries.dir()))?;
    let (Some(mut rows), Some(errors)) = (child.stdout.take(), child.stderr.take()) else {
        return Err(Halt::failed(Failure::DumpFailed, "pg_dump has no output"));
    };
    let said = tokio::spawn(read_all(errors));
    encrypt(run, &mut rows, &mut partial.tally, &recipient, expected)
        .await
        .map_err(|halt| partial.name(halt))?;
    let status = child.wait().await.map_err(Halt::file(binaries.dir()))?;
    if !status.success() {
        let said = said.await.unwrap_or_default();
        return Err(Halt::failed(Failure::DumpFailed, postgres::tail(&said)));
    }
    let (size_bytes, sha256) = partial.keep(dir, &file).await?;
    // The snapshot has served; a connection that breaks now takes nothing with it.
    let _ = connection.close().await;
    Ok(Dumped {
        file,
        size_bytes,
        sha256,
        recipient: recipient.to_string(),
        server_version: snapshot.version,
        facts,
        snapshot_at,
    })
}

/// Streams what `pg_dump` writes through age until it ends.
async fn encrypt(
    run: &Run,
    rows: &mut (impl AsyncRead + Unpin),
    into: &mut Tally<Compat<File>>,
    recipient: &age::x25519::Recipient,
    expected: u64,
) -> Result<(), Halt> {
    let encryptor = Encryptor::with_recipients(std::iter::once(recipient as &dyn age::Recipient))
        .map_err(|error| Halt::failed(Failure::BadKey, error))?;
    let storage = |error: std::io::Error| Halt::from_io(&error, &error.to_string());
    let mut out = encryptor.wrap_async_output(into).await.map_err(storage)?;
    let mut buffer = vec![0; BUFFER];
    let mut done = 0_u64;
    let mut told: Option<Instant> = None;
    loop {
        let count = tokio::select! {
            biased;
            () = run.cancel.cancelled() => return Err(Halt::Cancelled),
            count = rows.read(&mut buffer) => count.map_err(|error| Halt::failed(Failure::DumpFailed, error))?,
        };
        if count == 0 {
            break;
        }
        out.write_all(&buffer[..count]).await.map_err(storage)?;
        done += count as u64;
        if told.is_none_or(|told| told.elapsed() > PROGRESS_EVERY) {
            told = Some(Instant::now());
            let percent = u8::try_from((done * 100 / expected).min(99)).unwrap_or(99);
            run.progress(Some(percent), Step::Dump.as_str(), TOPIC).await?;
        }
    }
    out.close().await.map_err(storage)
}

/// A file that is not whole yet: removed unless it is kept.
struct Partial {
    tally: Tally<Compat<File>>,
    path: PathBuf,
    kept: bool,
}

impl Partial {
    async fn create(dir: &Path, file: &str) -> Result<Self, Halt> {
        let path = partial_path(dir, file);
        let mut options = File::options();
        options.write(true).create(true).truncate(true).mode(0o600);
        let inner = options.open(&path).await.map_err(Halt::file(&path))?;
        Ok(Self {
            tally: Tally::new(inner.compat()),
            path,
            kept: false,
        })
    }

    fn name(&self, halt: Halt) -> Halt {
        match halt {
            Halt::Failed(failure @ (Failure::Storage | Failure::DiskFull), detail) => {
                Halt::Failed(failure, format!("{}: {detail}", self.path.display()))
            }
            other => other,
        }
    }

    /// Makes the file durable, then gives it its name.
    async fn keep(mut self, dir: &Path, file: &str) -> Result<(u64, Vec<u8>), Halt> {
        let placeholder = Tally::new(File::open("/dev/null").await.map_err(Halt::file(&self.path))?.compat());
        let (inner, written, sha256) = std::mem::replace(&mut self.tally, placeholder).finish();
        inner.into_inner().sync_all().await.map_err(Halt::file(&self.path))?;
        tokio::fs::rename(&self.path, dir.join(file))
            .await
            .map_err(Halt::file(&self.path))?;
        self.kept = true;
        let synced = async { File::open(dir).await?.sync_all().await };
        synced.await.map_err(Halt::file(dir))?;
        Ok((written, sha256))
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.kept {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

fn file_name(id: BackupId, at: DateTime<Utc>) -> String {
    format!("arkan-{}-{}.dump.age", at.format("%Y%m%dT%H%M%SZ"), id.0.simple())
}

fn partial_path(dir: &Path, file: &str) -> PathBuf {
    dir.join(format!("{file}.partial"))
}

/// Removes the partial file of a run whose process died.
pub(super) fn remove_partial(dir: &Path, id: BackupId) {
    let ending = format!("-{}.dump.age.partial", id.0.simple());
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    for entry in entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().ends_with(&ending))
    {
        if let Err(error) = std::fs::remove_file(entry.path()) {
            tracing::warn!(%error, path = %entry.path().display(), "a partial backup could not be removed");
        }
    }
}

fn make_private(dir: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)
}

async fn read_all(mut from: impl AsyncRead + Unpin) -> Vec<u8> {
    let mut said = Vec::new();
    let _ = from.read_to_end(&mut said).await;
    said
}
