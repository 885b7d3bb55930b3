use super::{lang_of, unknown};
use crate::Result;
use arkan_domain::{guides::Audience, ids::GuideId, pillar::Pillar};
use arkan_locales::Lang;
use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::{PgConnection, PgExecutor, PgPool, Row as _, postgres::PgRow};

/// A guide, apart from what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Guide {
    pub id: GuideId,
    pub slug: String,
    /// The language it is written in first; the other one is its translation.
    pub source_language: Lang,
    pub audience: Audience,
    pub pillar: Option<Pillar>,
    pub position: i32,
    pub created_at: DateTime<Utc>,
    pub archived_at: Option<DateTime<Utc>>,
}

impl sqlx::FromRow<'_, PgRow> for Guide {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let audience: String = row.try_get("audience")?;
        let pillar: Option<String> = row.try_get("pillar")?;
        Ok(Self {
            id: GuideId(row.try_get("id")?),
            slug: row.try_get("slug")?,
            source_language: lang_of(row, "source_language")?,
            audience: Audience::parse(&audience).ok_or_else(|| unknown("audience", &audience))?,
            pillar: pillar.as_deref().and_then(Pillar::parse),
            position: row.try_get("position")?,
            created_at: row.try_get("created_at")?,
            archived_at: row.try_get("archived_at")?,
        })
    }
}

pub async fn all(pool: &PgPool, archived: bool) -> Result<Vec<Guide>> {
    Ok(
        sqlx::query_as("SELECT * FROM guides WHERE (archived_at IS NOT NULL) = $1 ORDER BY position, slug")
            .bind(archived)
            .fetch_all(pool)
            .await?,
    )
}

pub async fn by_slug(db: impl PgExecutor<'_>, slug: &str) -> Result<Option<Guide>> {
    Ok(sqlx::query_as("SELECT * FROM guides WHERE slug = $1")
        .bind(slug)
        .fetch_optional(db)
        .await?)
}

/// The guide, held until the change ends: revisions of one guide are numbered one after the other.
pub async fn lock(db: &mut PgConnection, slug: &str) -> Result<Option<Guide>> {
    Ok(sqlx::query_as("SELECT * FROM guides WHERE slug = $1 FOR UPDATE")
        .bind(slug)
        .fetch_optional(db)
        .await?)
}

/// One import at a time, also when several replicas start together.
pub async fn lock_import(db: &mut PgConnection) -> Result<()> {
    sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended('arkan.guides.import', 0))")
        .execute(db)
        .await?;
    Ok(())
}

pub async fn insert(db: &mut PgConnection, guide: &Guide) -> Result<()> {
    sqlx::query(
        "INSERT INTO guides (id, slug, source_language, audience, pillar, position, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(guide.id.0)
    .bind(&guide.slug)
    .bind(guide.source_language.code())
    .bind(guide.audience.as_str())
    .bind(guide.pillar.map(Pillar::as_str))
    .bind(guide.position)
    .bind(guide.created_at)
    .execute(db)
    .await?;
    Ok(())
}

/// Moves a guide to where its file says that it stands.
pub async fn set_place(db: &mut PgConnection, guide: &Guide) -> Result<()> {
    sqlx::query("UPDATE guides SET audience = $2, pillar = $3, position = $4 WHERE id = $1")
        .bind(guide.id.0)
        .bind(guide.audience.as_str())
        .bind(guide.pillar.map(Pillar::as_str))
        .bind(guide.position)
        .execute(db)
        .await?;
    Ok(())
}

pub async fn set_archived(db: &mut PgConnection, id: GuideId, at: Option<DateTime<Utc>>) -> Result<()> {
    sqlx::query("UPDATE guides SET archived_at = $2 WHERE id = $1")
        .bind(id.0)
        .bind(at)
        .execute(db)
        .await?;
    Ok(())
}
