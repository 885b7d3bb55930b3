//! The months of the tables of counts: made ahead, dropped as a whole when they are old.

use crate::Result;
use chrono::{DateTime, Datelike as _, Months, NaiveDate, Utc};
use sqlx::{AssertSqlSafe, PgPool, Postgres, Transaction};

const TABLES: [&str; 2] = ["flag_usage", "flag_variant_usage"];

/// Held while partitions are made: two replicas may start at the same moment.
const LOCK: i64 = 0x6172_6b61_6e66_7573;

/// Makes the partitions of this month and the next, and drops those that are more than `keep` months old.
pub async fn maintain(pool: &PgPool, now: DateTime<Utc>, keep: u32) -> Result<()> {
    let today = now.date_naive();
    let Some(month) = today.with_day(1) else { return Ok(()) };
    let oldest = month - Months::new(keep);
    for table in TABLES {
        let there = months(pool, table).await?;
        let wanted = [month, month + Months::new(1)];
        let missing: Vec<_> = wanted.into_iter().filter(|month| !there.contains(month)).collect();
        let old: Vec<_> = there.into_iter().filter(|month| *month < oldest).collect();
        if !missing.is_empty() {
            create(pool, table, &missing).await?;
        }
        for month in old {
            // A backup that is running reads every table: the next round tries again, and counting goes on.
            if let Err(error) = drop(pool, table, month).await {
                tracing::warn!(%error, table, %month, "old counts could not be dropped yet");
            }
        }
    }
    Ok(())
}

/// One replica at a time changes partitions.
async fn begin(pool: &PgPool) -> Result<Transaction<'static, Postgres>> {
    let mut tx = pool.begin().await?;
    sqlx::query("SET LOCAL lock_timeout = '2s'").execute(&mut *tx).await?;
    sqlx::query("SELECT pg_advisory_xact_lock($1)")
        .bind(LOCK)
        .execute(&mut *tx)
        .await?;
    Ok(tx)
}

async fn drop(pool: &PgPool, table: &str, month: NaiveDate) -> Result<()> {
    let mut tx = begin(pool).await?;
    let sql = format!("DROP TABLE IF EXISTS {}", name(table, month));
    sqlx::query(AssertSqlSafe(sql)).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

fn name(table: &str, month: NaiveDate) -> String {
    format!("{table}_{}", month.format("%Y_%m"))
}

async fn create(pool: &PgPool, table: &str, months: &[NaiveDate]) -> Result<()> {
    let mut tx = begin(pool).await?;
    for month in months {
        let (name, next) = (name(table, *month), *month + Months::new(1));
        // Only our own names and dates go into the text.
        let there: bool = sqlx::query_scalar("SELECT to_regclass($1) IS NOT NULL")
            .bind(&name)
            .fetch_one(&mut *tx)
            .await?;
        if there {
            continue;
        }
        // Made beside and attached: that waits for nobody who only reads, such as a backup.
        for sql in [
            format!("CREATE TABLE {name} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"),
            format!(
                "ALTER TABLE {table} ATTACH PARTITION {name}
                 FOR VALUES FROM ('{month} 00:00:00+00') TO ('{next} 00:00:00+00')"
            ),
        ] {
            sqlx::query(AssertSqlSafe(sql)).execute(&mut *tx).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// The months that have a partition.
pub async fn months(pool: &PgPool, table: &str) -> Result<Vec<NaiveDate>> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT child.relname::text FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
         WHERE inhparent = $1::regclass ORDER BY 1",
    )
    .bind(table)
    .fetch_all(pool)
    .await?;
    let month = |name: &String| {
        let month = name.strip_prefix(table)?.strip_prefix('_')?;
        NaiveDate::parse_from_str(&format!("{month}_01"), "%Y_%m_%d").ok()
    };
    Ok(names.iter().filter_map(month).collect())
}
