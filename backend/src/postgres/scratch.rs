use super::{
    Account, Binaries, ConsoleLock, Error, Target, Version,
    error::Doing,
    initdb::initdb,
    postmaster,
    server::{Launch, Server},
    socket,
};
use rustix::process::Signal;
use sqlx::postgres::PgConnectOptions;
use std::{
    fs::{self, File},
    ops::RangeInclusive,
    path::{Path, PathBuf},
};
use uuid::Uuid;

/// Nothing here outlives the drill, so nothing waits for the disk.
const SETTINGS: &[&str] = &[
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=4GB",
    "autovacuum=off",
    "max_connections=20",
    "shared_buffers=64MB",
    "maintenance_work_mem=128MB",
];
const PREFIX: &str = "scratch-";

/// A throw-away server: for restore drills and tests. Its files go with it, however it ends.
#[derive(Debug)]
pub struct Scratch {
    launch: Launch,
    server: Option<Server>,
    dir: PathBuf,
    /// Says to others that this directory is in use, until the process ends.
    _lock: ConsoleLock,
}

impl Scratch {
    /// Starts a fresh server below `parent`, with programs of the given major versions (any supported one without).
    /// Leftovers of runs that died are removed first.
    ///
    /// # Errors
    /// No suitable PostgreSQL is installed, or the server does not start.
    pub async fn start(parent: &Path, majors: Option<RangeInclusive<u32>>) -> Result<Self, Error> {
        let binaries = Binaries::find(majors).await?;
        let account = Account::for_data(parent)?;
        let parent = account.home(parent)?;
        sweep(&parent, account).await?;
        let dir = parent.join(format!("{PREFIX}{}", Uuid::new_v4().simple()));
        let guard = creation_lock(&parent)?;
        account.private_dir(&dir)?;
        let lock = ConsoleLock::acquire_file(&dir, &dir.join("owner.lock"))?;
        drop(guard);
        let data = dir.join("data");
        // From here on, whatever fails, dropping it removes the directory.
        let mut scratch = Self {
            launch: Launch {
                binaries,
                account,
                data,
                socket: socket::directory(&dir, account)?,
                log: dir.join("postgres.log"),
                settings: SETTINGS,
            },
            server: None,
            dir,
            _lock: lock,
        };
        initdb(&scratch.launch.binaries, account, &scratch.launch.data, false).await?;
        let mut server = scratch.launch.start().await?;
        server.farewell = Signal::QUIT;
        scratch.server = Some(server);
        Ok(scratch)
    }

    #[must_use]
    pub fn connect_options(&self, database: &str) -> PgConnectOptions {
        self.launch.options(database)
    }

    #[must_use]
    pub fn target(&self, database: &str) -> Target {
        self.launch.target(database)
    }

    #[must_use]
    pub const fn binaries(&self) -> &Binaries {
        &self.launch.binaries
    }

    #[must_use]
    pub const fn version(&self) -> Version {
        self.launch.binaries.version()
    }

    /// Where its files are.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Stops the server and removes its files.
    pub async fn close(mut self) {
        if let Some(mut server) = self.server.take() {
            server.discard().await;
        }
    }

    /// Removes what runs that died left behind below a directory.
    ///
    /// # Errors
    /// A leftover cannot be removed.
    pub async fn sweep(parent: &Path) -> Result<(), Error> {
        let account = Account::for_data(parent)?;
        sweep(&account.home(parent)?, account).await
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            drop(server);
        }
        postmaster::kill_all(&self.launch.data);
        socket::remove(&self.dir, self.launch.account);
        if let Err(error) = fs::remove_dir_all(&self.dir) {
            tracing::warn!(%error, dir = %self.dir.display(), "a scratch directory could not be removed yet");
        }
    }
}

async fn sweep(parent: &Path, account: Account) -> Result<(), Error> {
    let entries = fs::read_dir(parent).doing("could not read", parent)?;
    for dir in entries.flatten().map(|entry| entry.path()) {
        if !dir
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with(PREFIX))
        {
            continue;
        }
        let guard = creation_lock(parent)?;
        let lock = ConsoleLock::acquire_file(&dir, &dir.join("owner.lock"));
        drop(guard);
        let Ok(_lock) = lock else { continue };
        tracing::warn!(dir = %dir.display(), "removing a scratch server that a run left behind");
        postmaster::clear(&dir.join("data")).await;
        socket::remove(&dir, account);
        fs::remove_dir_all(&dir).doing("could not remove", &dir)?;
    }
    Ok(())
}

/// Held for the moment between making a directory and locking it, so that no sweep takes it for a leftover.
fn creation_lock(parent: &Path) -> Result<File, Error> {
    let path = parent.join("scratch.lock");
    let file = File::create(&path).doing("could not open", &path)?;
    file.lock().doing("could not lock", &path)?;
    Ok(file)
}
