use crate::deployments;
use chrono::{DateTime, Utc};

/// The state of every pillar. What belongs to a project is none without one.
#[derive(Clone, Debug)]
pub struct Overview {
    pub flags: Option<Flags>,
    pub deployments: Option<deployments::Summary>,
    /// Of the project, and of the console as a whole for whoever may see it.
    pub alerts: Alerts,
    /// None for whoever sees single projects only.
    pub backups: Option<Backups>,
    pub guides: Guides,
}

/// The flags of a project.
#[derive(Clone, Debug)]
pub struct Flags {
    /// Live flags.
    pub total: i64,
    pub killed_total: i64,
    /// The killed ones, the last one first, at most five.
    pub killed: Vec<KilledFlag>,
}

/// A flag that was killed in an environment.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct KilledFlag {
    pub key: String,
    pub environment: String,
    pub killed_by: String,
    pub killed_at: DateTime<Utc>,
}

/// Alerts and checks.
#[derive(Clone, Debug)]
pub struct Alerts {
    pub firing: i64,
    /// How many of the firing ones are critical.
    pub critical: i64,
    pub acknowledged: i64,
    /// Checks that are switched on.
    pub checks: i64,
    pub checks_down: i64,
}

/// The backups of the console's database.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Backups {
    /// When the newest backup was stored.
    pub stored_at: Option<DateTime<Utc>>,
    /// When a restore was last proven.
    pub proven_at: Option<DateTime<Utc>>,
    pub restore_seconds: Option<f64>,
    /// Whether the drill that ended last failed.
    pub drill_failed: bool,
    /// Whether the backup that ended last failed.
    pub backup_failed: bool,
}

/// The guides.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Guides {
    pub total: i64,
    /// Guides of one language only.
    pub untranslated: i64,
    /// Guides whose translation was made from an older revision than the newest.
    pub behind: i64,
}
