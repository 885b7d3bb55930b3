//! SQL of the backups pillar.

mod backups;
mod drills;
mod policy;
mod rows;

pub use backups::Backup;
pub(super) use backups::*;
pub use drills::Drill;
pub(super) use drills::*;
pub(super) use policy::*;
pub(super) use rows::*;

/// How far a run is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Whether no worker has taken it yet.
    pub waiting: bool,
    pub percent: Option<u8>,
    pub step: Option<arkan_domain::backups::Step>,
    /// Whether somebody asked for it to stop.
    pub cancelling: bool,
}

/// The columns of a job that say how far it is.
#[derive(sqlx::FromRow)]
struct ProgressRow {
    job_state: Option<String>,
    progress_percent: Option<i16>,
    progress_step: Option<String>,
    cancel_requested: Option<bool>,
}

impl ProgressRow {
    fn into_progress(self) -> Progress {
        Progress {
            waiting: self.job_state.as_deref() == Some("queued"),
            percent: self.progress_percent.and_then(|percent| u8::try_from(percent).ok()),
            step: self
                .progress_step
                .and_then(|step| arkan_domain::backups::Step::parse(&step)),
            cancelling: self.cancel_requested == Some(true),
        }
    }
}
