use crate::{Error, jobs::JobError, postgres};
use arkan_domain::backups::Failure;
use std::io;

/// Why a run ended early.
#[derive(Debug)]
pub(super) enum Halt {
    Cancelled,
    /// It failed, with what the tool said.
    Failed(Failure, String),
    /// The console's own database did not answer: nothing can be recorded now.
    Broken(Error),
}

impl Halt {
    #[allow(
        clippy::needless_pass_by_value,
        reason = "callers hand over the error that ends the run"
    )]
    pub fn failed(failure: Failure, detail: impl ToString) -> Self {
        Self::Failed(failure, detail.to_string())
    }

    /// An error of a Postgres program: `otherwise` when the program ran and said no.
    pub fn program(otherwise: Failure) -> impl Fn(postgres::Error) -> Self {
        move |error| {
            let failure = match &error {
                postgres::Error::NoBinaries { .. } | postgres::Error::NoProgram { .. } => Failure::NoBinaries,
                postgres::Error::TooSlow { .. } => Failure::TooSlow,
                postgres::Error::Io { source, .. } => return Self::from_io(source, &error.to_string()),
                _ => otherwise,
            };
            Self::failed(failure, error)
        }
    }

    /// A file that could not be read or written.
    pub fn from_io(error: &io::Error, detail: &str) -> Self {
        let failure = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Failure::DiskFull,
            _ => Failure::Storage,
        };
        Self::failed(failure, detail)
    }

    /// A file that could not be read or written, with its path.
    pub fn file(path: &std::path::Path) -> impl Fn(io::Error) -> Self {
        let path = path.display().to_string();
        move |error| Self::from_io(&error, &format!("{path}: {error}"))
    }

    /// The database that is backed up, or the one that was restored, said no.
    pub fn database(error: &sqlx::Error) -> Self {
        Self::failed(Failure::Database, error)
    }
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Broken(error)
    }
}

/// What the job's row says; the run's own row says more.
pub(super) fn job_error(failure: Failure) -> JobError {
    JobError::Fail(failure.as_str().to_owned())
}
