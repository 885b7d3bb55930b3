use crate::backups::facts::TableRows;
use sqlx::{AssertSqlSafe, PgConnection};

/// What holds the one backup that is being queued against another replica's.
const SCHEDULE_LOCK: i64 = 0x6172_6b61_6e5f_6262;

/// What a snapshot says about its server.
#[derive(sqlx::FromRow)]
pub struct SnapshotRow {
    pub snapshot: String,
    pub lsn: String,
    pub version: String,
    pub version_num: i32,
    pub database_bytes: i64,
}

/// Begins a transaction whose snapshot `pg_dump` can use, and asks the server about itself.
pub async fn export_snapshot(db: &mut PgConnection) -> sqlx::Result<SnapshotRow> {
    for statement in [
        "SET statement_timeout = 0",
        "SET idle_in_transaction_session_timeout = 0",
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    ] {
        sqlx::query(statement).execute(&mut *db).await?;
    }
    sqlx::query_as(
        "SELECT pg_export_snapshot() AS snapshot, pg_current_wal_lsn()::text AS lsn,
             current_setting('server_version') AS version, current_setting('server_version_num')::int AS version_num,
             pg_database_size(current_database()) AS database_bytes",
    )
    .fetch_one(db)
    .await
}

/// Counts the rows of every table whose rows a dump holds, in name order.
pub async fn count_rows(db: &mut PgConnection) -> sqlx::Result<Vec<TableRows>> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind = 'r' AND c.relpersistence <> 't'
           AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
           AND NOT EXISTS (SELECT FROM pg_depend d
               WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
         ORDER BY 1",
    )
    .fetch_all(&mut *db)
    .await?;
    let mut counted = Vec::with_capacity(tables.len());
    for table in tables {
        // The server itself quoted the name.
        let rows = sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) FROM ONLY {table}")));
        counted.push(TableRows {
            rows: rows.fetch_one(&mut *db).await?,
            table,
        });
    }
    Ok(counted)
}

/// Makes an empty database to restore into.
pub async fn create_database(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query("CREATE DATABASE restored TEMPLATE template0")
        .execute(db)
        .await
        .map(drop)
}

/// Taken until the transaction ends by whoever decides whether a scheduled run is due.
pub async fn lock_schedule(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query("SELECT pg_advisory_xact_lock($1)")
        .bind(SCHEDULE_LOCK)
        .execute(db)
        .await
        .map(drop)
}

/// Whether a job was cancelled before anybody began it.
pub async fn is_cancelled(db: &mut PgConnection, job: arkan_domain::ids::JobId) -> crate::Result<bool> {
    Ok(sqlx::query_scalar("SELECT state = 'cancelled' FROM jobs WHERE id = $1")
        .bind(job.0)
        .fetch_one(db)
        .await?)
}
