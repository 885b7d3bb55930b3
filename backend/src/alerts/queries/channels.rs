use crate::Result;
use arkan_domain::{
    alerts::{ChannelDraft, ChannelKind, Urgency},
    ids::ChannelId,
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// Where notifications go. The signing secret is not part of it.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Channel {
    #[sqlx(try_from = "Uuid")]
    pub id: ChannelId,
    pub name: String,
    #[sqlx(try_from = "String")]
    pub kind: ChannelKind,
    pub target: String,
    pub language: String,
    #[sqlx(try_from = "String")]
    pub min_severity: Urgency,
    pub enabled: bool,
    pub created_at: DateTime<Utc>,
    pub version: i32,
}

pub async fn insert(
    db: &mut PgConnection,
    draft: &ChannelDraft,
    secret: Option<&[u8]>,
    now: DateTime<Utc>,
) -> Result<Channel> {
    Ok(sqlx::query_as(
        "INSERT INTO channels (id, name, kind, target, secret, language, min_severity, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING *",
    )
    .bind(Uuid::now_v7())
    .bind(&draft.name)
    .bind(draft.kind.as_str())
    .bind(&draft.target)
    .bind(secret)
    .bind(&draft.language)
    .bind(draft.min_severity.as_str())
    .bind(now)
    .fetch_one(db)
    .await?)
}

/// Saves a channel over the version that was read; `None` when there is a newer one.
pub async fn update(
    db: &mut PgConnection,
    id: ChannelId,
    version: i32,
    draft: &ChannelDraft,
    enabled: bool,
) -> Result<Option<Channel>> {
    Ok(sqlx::query_as(
        "UPDATE channels SET name = $3, target = $4, language = $5, min_severity = $6, enabled = $7, version = version + 1
         WHERE id = $1 AND version = $2 RETURNING *",
    )
    .bind(id.0)
    .bind(version)
    .bind(&draft.name)
    .bind(&draft.target)
    .bind(&draft.language)
    .bind(draft.min_severity.as_str())
    .bind(enabled)
    .fetch_optional(db)
    .await?)
}

pub async fn set_secret(db: &mut PgConnection, id: ChannelId, secret: &[u8]) -> Result<Option<Channel>> {
    Ok(sqlx::query_as(
        "UPDATE channels SET secret = $2, version = version + 1 WHERE id = $1 AND kind = 'webhook' RETURNING *",
    )
    .bind(id.0)
    .bind(secret)
    .fetch_optional(db)
    .await?)
}

pub async fn all(pool: &PgPool) -> Result<Vec<Channel>> {
    Ok(sqlx::query_as("SELECT * FROM channels ORDER BY name")
        .fetch_all(pool)
        .await?)
}

pub async fn find(pool: &PgPool, id: ChannelId) -> Result<Option<Channel>> {
    Ok(sqlx::query_as("SELECT * FROM channels WHERE id = $1")
        .bind(id.0)
        .fetch_optional(pool)
        .await?)
}
