//! What of backups becomes an alert, and what ends it.

use crate::{
    Result, Write,
    alerts::{self, NewAlert},
};
use arkan_domain::{
    alerts::{AlertSource, Urgency},
    backups::Failure,
    identity::Place,
    ids::{BackupId, DrillId},
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

const BACKUP: &str = "backup.failed";
const OVERDUE: &str = "backup.overdue";
const DRILL: &str = "backup.drill_failed";

/// A backup failed.
pub(super) async fn backup_failed(write: &mut Write, id: BackupId, failure: Failure) -> Result<()> {
    raise(
        write,
        BACKUP,
        Urgency::Critical,
        json!({ "failure": failure }),
        format!("/backups/{id}"),
    )
    .await
}

/// A backup was stored: what was missed or failed before is made good.
pub(super) async fn backup_stored(write: &mut Write) -> Result<()> {
    alerts::resolve(write, BACKUP).await?;
    alerts::resolve(write, OVERDUE).await?;
    Ok(())
}

/// A backup should have been stored since `slot`, and was not.
pub(super) async fn overdue(write: &mut Write, slot: DateTime<Utc>) -> Result<()> {
    raise(
        write,
        OVERDUE,
        Urgency::Critical,
        json!({ "due": slot }),
        "/backups".to_owned(),
    )
    .await
}

/// Nothing is overdue: also when the policy was switched off or moved.
pub(super) async fn not_overdue(write: &mut Write) -> Result<()> {
    alerts::resolve(write, OVERDUE).await.map(drop)
}

/// A restore drill failed.
pub(super) async fn drill_failed(write: &mut Write, id: DrillId, failure: Failure) -> Result<()> {
    raise(
        write,
        DRILL,
        Urgency::Critical,
        json!({ "failure": failure }),
        format!("/backups/drills/{id}"),
    )
    .await
}

/// A restore drill passed.
pub(super) async fn drill_passed(write: &mut Write) -> Result<()> {
    alerts::resolve(write, DRILL).await.map(drop)
}

async fn raise(write: &mut Write, kind: &'static str, severity: Urgency, params: Value, link: String) -> Result<()> {
    let alert = NewAlert {
        fingerprint: kind.to_owned(),
        source: AlertSource::Backup,
        check: None,
        place: Place::CONSOLE,
        severity,
        kind,
        params,
        link: Some(link),
        first_failure_at: None,
    };
    alerts::raise(write, alert).await.map(drop)
}
