use super::{lang_of, unknown};
use crate::Result;
use arkan_domain::{
    guides::Text,
    ids::{GuideId, RevisionId},
    text_enum,
};
use arkan_locales::Lang;
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor, PgPool, Row as _, postgres::PgRow};

text_enum! {
    /// Where a revision came from.
    Origin {
        /// With the console.
        Shipped = "shipped",
        /// Written here.
        Edited = "edited",
    }
}

/// What a guide says in one language, as of one change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    pub id: RevisionId,
    pub guide_id: GuideId,
    pub language: Lang,
    /// Counts up from 1 within the guide and language.
    pub number: i32,
    pub text: Text,
    /// SHA-256 of the text.
    pub content_hash: Vec<u8>,
    /// For a translation: the number of the source revision it was made from.
    pub source_number: Option<i32>,
    pub origin: Origin,
    /// Whether readers of the revision before should read this one too.
    pub material: bool,
    pub note: String,
    pub author: String,
    pub created_at: DateTime<Utc>,
}

impl sqlx::FromRow<'_, PgRow> for Revision {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let origin: String = row.try_get("origin")?;
        Ok(Self {
            id: RevisionId(row.try_get("id")?),
            guide_id: GuideId(row.try_get("guide_id")?),
            language: lang_of(row, "language")?,
            number: row.try_get("number")?,
            text: Text {
                title: row.try_get("title")?,
                summary: row.try_get("summary")?,
                body: row.try_get("body")?,
            },
            content_hash: row.try_get("content_hash")?,
            source_number: row.try_get("source_number")?,
            origin: Origin::parse(&origin).ok_or_else(|| unknown("origin", &origin))?,
            material: row.try_get("material")?,
            note: row.try_get("note")?,
            author: row.try_get("author_label")?,
            created_at: row.try_get("created_at")?,
        })
    }
}

/// The newest revision of a guide in one language, for a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub guide_id: GuideId,
    pub language: Lang,
    pub number: i32,
    pub title: String,
    pub summary: String,
    pub source_number: Option<i32>,
    pub created_at: DateTime<Utc>,
    /// Whether the reader has acknowledged all that matters in it.
    pub acknowledged: bool,
}

impl sqlx::FromRow<'_, PgRow> for Head {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            guide_id: GuideId(row.try_get("guide_id")?),
            language: lang_of(row, "language")?,
            number: row.try_get("number")?,
            title: row.try_get("title")?,
            summary: row.try_get("summary")?,
            source_number: row.try_get("source_number")?,
            created_at: row.try_get("created_at")?,
            acknowledged: row.try_get("acknowledged")?,
        })
    }
}

/// A revision to be stored.
pub struct NewRevision<'a> {
    pub id: RevisionId,
    pub guide: GuideId,
    pub language: Lang,
    pub number: i32,
    pub text: &'a Text,
    pub content_hash: &'a [u8],
    pub translated_from: Option<RevisionId>,
    pub origin: Origin,
    pub material: bool,
    pub note: &'a str,
    pub author: &'a str,
    pub at: DateTime<Utc>,
}

pub async fn insert_revision(db: &mut PgConnection, new: &NewRevision<'_>) -> Result<()> {
    sqlx::query(
        "INSERT INTO guide_revisions (id, guide_id, language, number, title, summary, body, content_hash,
             translated_from, origin, material, note, author_label, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(new.id.0)
    .bind(new.guide.0)
    .bind(new.language.code())
    .bind(new.number)
    .bind(&new.text.title)
    .bind(&new.text.summary)
    .bind(&new.text.body)
    .bind(new.content_hash)
    .bind(new.translated_from.map(|id| id.0))
    .bind(new.origin.as_str())
    .bind(new.material)
    .bind(new.note)
    .bind(new.author)
    .bind(new.at)
    .execute(db)
    .await?;
    Ok(())
}

pub async fn newest(db: impl PgExecutor<'_>, guide: GuideId, language: Lang) -> Result<Option<Revision>> {
    Ok(sqlx::query_as(
        "SELECT r.*, s.number AS source_number
         FROM guide_revisions r LEFT JOIN guide_revisions s ON s.id = r.translated_from
         WHERE r.guide_id = $1 AND r.language = $2 ORDER BY r.number DESC LIMIT 1",
    )
    .bind(guide.0)
    .bind(language.code())
    .fetch_optional(db)
    .await?)
}

/// The newest revision that came with the console.
pub async fn newest_shipped(db: impl PgExecutor<'_>, guide: GuideId, language: Lang) -> Result<Option<Revision>> {
    Ok(sqlx::query_as(
        "SELECT r.*, s.number AS source_number
         FROM guide_revisions r LEFT JOIN guide_revisions s ON s.id = r.translated_from
         WHERE r.guide_id = $1 AND r.language = $2 AND r.origin = 'shipped' ORDER BY r.number DESC LIMIT 1",
    )
    .bind(guide.0)
    .bind(language.code())
    .fetch_optional(db)
    .await?)
}

pub async fn by_number(
    db: impl PgExecutor<'_>,
    guide: GuideId,
    language: Lang,
    number: i32,
) -> Result<Option<Revision>> {
    Ok(sqlx::query_as(
        "SELECT r.*, s.number AS source_number
         FROM guide_revisions r LEFT JOIN guide_revisions s ON s.id = r.translated_from
         WHERE r.guide_id = $1 AND r.language = $2 AND r.number = $3",
    )
    .bind(guide.0)
    .bind(language.code())
    .bind(number)
    .fetch_optional(db)
    .await?)
}

pub async fn by_id(db: impl PgExecutor<'_>, id: RevisionId) -> Result<Option<Revision>> {
    Ok(sqlx::query_as(
        "SELECT r.*, s.number AS source_number
         FROM guide_revisions r LEFT JOIN guide_revisions s ON s.id = r.translated_from
         WHERE r.id = $1",
    )
    .bind(id.0)
    .fetch_optional(db)
    .await?)
}

/// Revisions below a number, newest first; bodies included.
pub async fn numbered(
    pool: &PgPool,
    guide: GuideId,
    language: Lang,
    below: Option<i32>,
    limit: i64,
) -> Result<Vec<Revision>> {
    Ok(sqlx::query_as(
        "SELECT r.*, s.number AS source_number
         FROM guide_revisions r LEFT JOIN guide_revisions s ON s.id = r.translated_from
         WHERE r.guide_id = $1 AND r.language = $2 AND ($3::int IS NULL OR r.number < $3)
         ORDER BY r.number DESC LIMIT $4",
    )
    .bind(guide.0)
    .bind(language.code())
    .bind(below)
    .bind(limit)
    .fetch_all(pool)
    .await?)
}

/// The newest revision of every guide and language, with what the reader has acknowledged.
pub async fn heads(pool: &PgPool, reader: Option<uuid::Uuid>) -> Result<Vec<Head>> {
    Ok(sqlx::query_as(
        "SELECT DISTINCT ON (r.guide_id, r.language)
             r.guide_id, r.language, r.number, r.title, r.summary, r.created_at, s.number AS source_number,
             EXISTS (
                 SELECT FROM guide_reads k JOIN guide_revisions a ON a.id = k.revision_id
                 WHERE k.user_id = $1 AND k.acknowledged_at IS NOT NULL
                   AND a.guide_id = r.guide_id AND a.language = r.language
                   AND NOT EXISTS (
                       SELECT FROM guide_revisions m
                       WHERE m.guide_id = r.guide_id AND m.language = r.language AND m.material
                         AND m.number > a.number)
             ) AS acknowledged
         FROM guide_revisions r LEFT JOIN guide_revisions s ON s.id = r.translated_from
         ORDER BY r.guide_id, r.language, r.number DESC",
    )
    .bind(reader)
    .fetch_all(pool)
    .await?)
}
