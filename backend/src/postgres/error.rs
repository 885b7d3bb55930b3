use std::{io, path::PathBuf, time::Duration};

/// Why a Postgres program or server of ours could not do its work. The texts are for the terminal and the log: each
/// names what was found and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "no PostgreSQL {wanted} with {programs} was found. Looked in: {looked}. Found: {found}. Install it (Debian: \
         `apt-get install {package}`), or set ARKAN_PG_BIN to the directory that holds its programs"
    )]
    NoBinaries {
        wanted: String,
        programs: String,
        looked: String,
        found: String,
        package: String,
    },
    #[error("the program {program} is missing from {dir}. Install the package that brings it (Debian: `{package}`)")]
    NoProgram {
        program: String,
        dir: PathBuf,
        package: String,
    },
    #[error(
        "the data in {data} was written by PostgreSQL {major}, and no PostgreSQL {major} is on this machine ({found}). \
         Install it (Debian: `apt-get install postgresql-{major}`), or restore a backup into a new data directory"
    )]
    OtherMajor { data: PathBuf, major: u32, found: String },
    #[error("{data} holds files that are not a PostgreSQL cluster; choose another directory with ARKAN_DATA")]
    NotACluster { data: PathBuf },
    #[error(
        "the data directory {data} is already in use by another console (process {pid}). Stop that one first, or give \
         this one its own directory with ARKAN_DATA"
    )]
    InUse { data: PathBuf, pid: String },
    #[error("{program} failed ({status}): {detail}")]
    Failed {
        program: String,
        status: String,
        detail: String,
    },
    #[error("{program} did not finish within {} s", limit.as_secs())]
    TooSlow { program: String, limit: Duration },
    #[error("PostgreSQL did not start: {detail}. Its log is {log}")]
    NotStarted { detail: String, log: PathBuf },
    #[error(
        "{path} belongs to user id {owner}, but the console runs as user id {me}. Run the console as the owner, or \
         change the owner with chown"
    )]
    Owner { path: PathBuf, owner: u32, me: u32 },
    #[error("PostgreSQL must not run as root, and this machine has neither the user postgres nor nobody")]
    NoAccount,
    #[error("{path} is not a private directory of user id {owner}: remove it and start again")]
    SocketDirectory { path: PathBuf, owner: u32 },
    #[error("{doing} {path}: {source}")]
    Io {
        doing: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    #[error("the console's database server does not answer: {0}")]
    Connection(#[from] sqlx::Error),
}

/// Adds what was being done, and to which file, to an I/O error.
pub(super) trait Doing<T> {
    fn doing(self, doing: &'static str, path: impl Into<PathBuf>) -> Result<T, Error>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, doing: &'static str, path: impl Into<PathBuf>) -> Result<T, Error> {
        self.map_err(|source| Error::Io {
            doing,
            path: path.into(),
            source,
        })
    }
}
