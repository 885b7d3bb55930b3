//! Backups of the console's own database, and the restore drills that prove them.
//!
//! A backup is a dump of one snapshot, encrypted on its way to the disk, with the facts the restored copy must show. It
//! counts once a drill has restored it into a scratch server and found those facts there.

mod alarms;
mod archive;
mod command;
mod drill;
mod drill_job;
mod dump;
mod facts;
mod halt;
mod job;
mod keys;
mod queries;
mod reading;
mod retention;
mod schedule;
mod service;
mod tally;

#[cfg(test)]
mod tests;

pub use command::{Outcome, drill_now, run_now};
pub use facts::{Amcheck, Evidence, Facts, StepTime, TableCount, TableRows};
pub use keys::{KeyPlace, key_place};
pub use queries::{Backup, Drill, Progress};
pub use reading::{Overview, Proof, backup, drill, drills_of, facts, list, open_file, overview, proof};
pub use schedule::{tick, watch};
pub use service::{cancel_backup, cancel_drill, policy, request_backup, request_drill, save_policy};

use crate::jobs::Handler;
use std::sync::Arc;

/// What wakes the pages of this pillar.
pub const TOPIC: &str = "backups";
const BACKUP_JOB: &str = "backups.backup";
const DRILL_JOB: &str = "backups.drill";

/// The handlers that the workers need for this pillar's jobs.
#[must_use]
pub fn handlers() -> Vec<(&'static str, Arc<dyn Handler>)> {
    vec![
        (BACKUP_JOB, Arc::new(job::BackupJob)),
        (DRILL_JOB, Arc::new(drill_job::DrillJob)),
    ]
}
