use super::lang_of;
use crate::Result;
use arkan_domain::{guides::Text, ids::GuideId};
use arkan_locales::Lang;
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor, Row as _, postgres::PgRow};

/// A shipped text that was not put in place of what was edited here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub language: Lang,
    pub text: Text,
    pub content_hash: Vec<u8>,
    pub offered_at: DateTime<Utc>,
}

impl sqlx::FromRow<'_, PgRow> for Offer {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            language: lang_of(row, "language")?,
            text: Text {
                title: row.try_get("title")?,
                summary: row.try_get("summary")?,
                body: row.try_get("body")?,
            },
            content_hash: row.try_get("content_hash")?,
            offered_at: row.try_get("offered_at")?,
        })
    }
}

/// A text to be offered.
pub struct Offering<'a> {
    pub guide: GuideId,
    pub language: Lang,
    pub text: &'a Text,
    pub content_hash: &'a [u8],
    pub at: DateTime<Utc>,
}

/// The open offer for a guide and language.
pub async fn offer(db: impl PgExecutor<'_>, guide: GuideId, language: Lang) -> Result<Option<Offer>> {
    Ok(
        sqlx::query_as("SELECT * FROM guide_offers WHERE guide_id = $1 AND language = $2 AND settled_at IS NULL")
            .bind(guide.0)
            .bind(language.code())
            .fetch_optional(db)
            .await?,
    )
}

/// Offers a text, unless this very text was offered before. Says whether it is a new offer.
pub async fn put_offer(db: &mut PgConnection, new: &Offering<'_>) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO guide_offers (guide_id, language, title, summary, body, content_hash, offered_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (guide_id, language) DO UPDATE
         SET title = excluded.title, summary = excluded.summary, body = excluded.body,
             content_hash = excluded.content_hash, offered_at = excluded.offered_at, settled_at = NULL
         WHERE guide_offers.content_hash <> excluded.content_hash",
    )
    .bind(new.guide.0)
    .bind(new.language.code())
    .bind(&new.text.title)
    .bind(&new.text.summary)
    .bind(&new.text.body)
    .bind(new.content_hash)
    .bind(new.at)
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

pub async fn settle_offer(db: &mut PgConnection, guide: GuideId, language: Lang, at: DateTime<Utc>) -> Result<()> {
    sqlx::query("UPDATE guide_offers SET settled_at = $3 WHERE guide_id = $1 AND language = $2 AND settled_at IS NULL")
        .bind(guide.0)
        .bind(language.code())
        .bind(at)
        .execute(db)
        .await?;
    Ok(())
}
