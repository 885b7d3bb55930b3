use crate::Result;
use arkan_domain::backups::Policy;
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

#[derive(sqlx::FromRow)]
struct PolicyRow {
    backup_hour: i32,
    drill_after_backup: bool,
    keep_daily: i32,
    keep_weekly: i32,
    enabled: bool,
    updated_at: DateTime<Utc>,
    version: i32,
}

impl From<PolicyRow> for Policy {
    fn from(row: PolicyRow) -> Self {
        Self {
            enabled: row.enabled,
            hour: row.backup_hour.unsigned_abs(),
            drill_after_backup: row.drill_after_backup,
            keep_daily: row.keep_daily.unsigned_abs(),
            keep_weekly: row.keep_weekly.unsigned_abs(),
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

pub async fn policy(pool: &PgPool) -> Result<Policy> {
    let row: PolicyRow = sqlx::query_as("SELECT * FROM backup_policies").fetch_one(pool).await?;
    Ok(row.into())
}

/// Saves a policy over the version it was opened with; `false` when somebody else saved meanwhile.
pub async fn save_policy(db: &mut PgConnection, policy: &Policy) -> Result<bool> {
    let number = |value: u32| i32::try_from(value).unwrap_or(i32::MAX);
    let done = sqlx::query(
        "UPDATE backup_policies SET backup_hour = $1, drill_after_backup = $2, keep_daily = $3, keep_weekly = $4,
             enabled = $5, updated_at = $6, version = version + 1
         WHERE version = $7",
    )
    .bind(number(policy.hour))
    .bind(policy.drill_after_backup)
    .bind(number(policy.keep_daily))
    .bind(number(policy.keep_weekly))
    .bind(policy.enabled)
    .bind(policy.updated_at)
    .bind(policy.version)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}
