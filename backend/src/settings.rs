//! Facts the console keeps about itself.

use crate::Result;
use chrono::{DateTime, Utc};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{PgConnection, PgPool, types::Json};

/// Reads a fact; none when it was never written.
///
/// # Errors
/// When the database does not answer.
pub async fn get<T: DeserializeOwned + Send + Unpin + 'static>(pool: &PgPool, key: &str) -> Result<Option<T>> {
    let row: Option<(Json<T>,)> = sqlx::query_as("SELECT value FROM settings WHERE key = $1")
        .bind(key)
        .fetch_optional(pool)
        .await?;
    Ok(row.map(|(Json(value),)| value))
}

/// Writes a fact.
///
/// # Errors
/// When the database does not answer.
pub async fn put<T: Serialize + Sync>(db: &mut PgConnection, key: &str, value: &T, now: DateTime<Utc>) -> Result<()> {
    sqlx::query(
        "INSERT INTO settings (key, value, updated_at) VALUES ($1, $2, $3)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at",
    )
    .bind(key)
    .bind(Json(value))
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}
