//! The days of `check_results`.

use crate::Result;
use chrono::{Days, NaiveDate};
use sqlx::{AssertSqlSafe, PgConnection, PgPool};

const PREFIX: &str = "check_results_";

/// Makes the partition of a day unless it is there.
pub async fn create(db: &mut PgConnection, day: NaiveDate) -> Result<()> {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    // Only dates of our own making enter the text.
    let sql = format!(
        "CREATE TABLE IF NOT EXISTS {PREFIX}{} PARTITION OF check_results
         FOR VALUES FROM ('{day} 00:00:00+00') TO ('{next} 00:00:00+00')",
        day.format("%Y%m%d")
    );
    sqlx::query(AssertSqlSafe(sql)).execute(db).await?;
    Ok(())
}

/// Drops the partition of a day.
pub async fn drop(db: &mut PgConnection, day: NaiveDate) -> Result<()> {
    let sql = format!("DROP TABLE IF EXISTS {PREFIX}{}", day.format("%Y%m%d"));
    sqlx::query(AssertSqlSafe(sql)).execute(db).await?;
    Ok(())
}

/// The days that have a partition, oldest first.
pub async fn days(pool: &PgPool) -> Result<Vec<NaiveDate>> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT c.relname::text FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
         WHERE inhparent = 'check_results'::regclass ORDER BY 1",
    )
    .fetch_all(pool)
    .await?;
    let day = |name: &String| NaiveDate::parse_from_str(name.strip_prefix(PREFIX)?, "%Y%m%d").ok();
    Ok(names.iter().filter_map(day).collect())
}

/// Gives up waiting for a lock soon, and lets one replica at a time change partitions, until the transaction ends.
pub async fn begin(db: &mut PgConnection) -> Result<()> {
    sqlx::query("SET LOCAL lock_timeout = '2s'").execute(&mut *db).await?;
    sqlx::query("SELECT pg_advisory_xact_lock(hashtext('arkan.check_results'))")
        .execute(db)
        .await?;
    Ok(())
}
