use super::format::{EnvironmentPart, FORMAT, Head, Seal, TokenPart, TokensPart, VERSION, seal};
use crate::flags::{engines::Engine, queries::Loaded};
use arkan_domain::ids::EnvironmentId;
use chrono::{DateTime, Utc};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::{
    borrow::Cow,
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// Why a snapshot cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error("it is damaged: {0}")]
    Damaged(&'static str),
    #[error("it cannot be understood: {0}")]
    Json(#[from] serde_json::Error),
    #[error("it was written by another version of Arkan (form {0})")]
    Foreign(u32),
}

/// What a snapshot holds.
pub struct Kept {
    /// When the database confirmed it last.
    pub as_of: DateTime<Utc>,
    pub environments: Vec<(EnvironmentId, Loaded)>,
    pub tokens: Vec<TokenPart>,
}

/// Replaces the snapshot as a whole: a reader sees the old one or the new one, and a crash leaves one of them.
pub fn write(path: &Path, engines: &[Arc<Engine>], tokens: &[TokenPart], now: DateTime<Utc>) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let temporary = path.with_extension("new");
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&temporary)?;
    let mut lines = Lines {
        out: BufWriter::new(file),
        hash: Sha256::new(),
    };
    lines.add(&Head {
        format: FORMAT.to_owned(),
        version: VERSION,
        written_at: now,
    })?;
    for engine in engines {
        lines.add(&EnvironmentPart::of(engine.environment, &engine.loaded))?;
    }
    lines.add(&TokensPart {
        tokens: Cow::Borrowed(tokens),
    })?;
    let Lines { mut out, hash } = lines;
    serde_json::to_writer(&mut out, &seal(hash))?;
    out.write_all(b"\n")?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.set_modified(system_time(now))?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    // The rename itself must be on the disk, too.
    File::open(folder)?.sync_all()
}

/// Notes that the database confirmed the snapshot as it is.
pub fn confirm(path: &Path, now: DateTime<Utc>) -> io::Result<()> {
    OpenOptions::new()
        .append(true)
        .open(path)?
        .set_modified(system_time(now))
}

/// Reads a snapshot; none when there is no file.
pub fn read(path: &Path) -> Result<Option<Kept>, SnapshotError> {
    let bytes = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other?,
    };
    let body = bytes
        .strip_suffix(b"\n")
        .ok_or(SnapshotError::Damaged("its end is missing"))?;
    let cut = body
        .iter()
        .rposition(|byte| *byte == b'\n')
        .ok_or(SnapshotError::Damaged("its end is missing"))?
        + 1;
    let (lines, last) = body.split_at(cut);
    let sealed: Seal = serde_json::from_slice(last).map_err(|_| SnapshotError::Damaged("its end is missing"))?;
    if seal(Sha256::new_with_prefix(lines)).sha256 != sealed.sha256 {
        return Err(SnapshotError::Damaged("its checksum is another"));
    }
    let mut parts: Vec<&[u8]> = lines
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .collect();
    let tokens = parts.pop().ok_or(SnapshotError::Damaged("it is empty"))?;
    let (head, environments) = parts.split_first().ok_or(SnapshotError::Damaged("it is empty"))?;
    let head: Head = serde_json::from_slice(head)?;
    if head.format != FORMAT || head.version != VERSION {
        return Err(SnapshotError::Foreign(head.version));
    }
    let tokens: TokensPart<'static> = serde_json::from_slice(tokens)?;
    let environments = environments
        .iter()
        .map(|line| {
            let part: EnvironmentPart<'static> = serde_json::from_slice(line)?;
            Ok((part.environment, part.into_loaded()))
        })
        .collect::<Result<_, serde_json::Error>>()?;
    // A file that was copied has lost when it was confirmed; it is no younger than it was written.
    let as_of = fs::metadata(path)?.modified().ok().map_or(head.written_at, utc);
    Ok(Some(Kept {
        as_of: as_of.max(head.written_at),
        environments,
        tokens: tokens.tokens.into_owned(),
    }))
}

/// Writes lines and hashes what it writes.
struct Lines {
    out: BufWriter<File>,
    hash: Sha256,
}

impl Lines {
    fn add(&mut self, part: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut *self, part)?;
        self.write_all(b"\n")
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn system_time(at: DateTime<Utc>) -> SystemTime {
    UNIX_EPOCH + Duration::from_micros(at.timestamp_micros().max(0).unsigned_abs())
}

fn utc(at: SystemTime) -> DateTime<Utc> {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros())
        .ok()
        .and_then(DateTime::from_timestamp_micros)
        .unwrap_or_default()
}
