use super::lang_of;
use crate::Result;
use arkan_domain::ids::{GuideId, RevisionId};
use arkan_locales::Lang;
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool, Row as _, postgres::PgRow};
use uuid::Uuid;

/// Who opened which revision, and whether they said that they have read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadRow {
    pub reader: String,
    pub language: Lang,
    pub number: i32,
    pub opened_at: DateTime<Utc>,
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// Whether nothing that matters was changed in this language since.
    pub up_to_date: bool,
}

impl sqlx::FromRow<'_, PgRow> for ReadRow {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            reader: row.try_get("user_label")?,
            language: lang_of(row, "language")?,
            number: row.try_get("number")?,
            opened_at: row.try_get("opened_at")?,
            acknowledged_at: row.try_get("acknowledged_at")?,
            up_to_date: row.try_get("up_to_date")?,
        })
    }
}

/// Notes the first time that a person opens a revision.
pub async fn opened(pool: &PgPool, revision: RevisionId, (user, label): (Uuid, &str), at: DateTime<Utc>) -> Result<()> {
    sqlx::query(
        "INSERT INTO guide_reads (revision_id, user_id, user_label, opened_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (revision_id, user_id) DO NOTHING",
    )
    .bind(revision.0)
    .bind(user)
    .bind(label)
    .bind(at)
    .execute(pool)
    .await?;
    Ok(())
}

/// Notes that a person says to have read a revision; the first time counts.
pub async fn acknowledge(
    db: &mut PgConnection,
    revision: RevisionId,
    (user, label): (Uuid, &str),
    at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO guide_reads (revision_id, user_id, user_label, opened_at, acknowledged_at)
         VALUES ($1, $2, $3, $4, $4)
         ON CONFLICT (revision_id, user_id)
         DO UPDATE SET acknowledged_at = coalesce(guide_reads.acknowledged_at, excluded.acknowledged_at)",
    )
    .bind(revision.0)
    .bind(user)
    .bind(label)
    .bind(at)
    .execute(db)
    .await?;
    Ok(())
}

/// The newest revision that a person has acknowledged: its number, when, and whether it is still up to date.
pub async fn acknowledged_number(
    pool: &PgPool,
    guide: GuideId,
    language: Lang,
    user: Uuid,
) -> Result<Option<(i32, DateTime<Utc>, bool)>> {
    Ok(sqlx::query_as(
        "SELECT r.number, k.acknowledged_at, NOT EXISTS (
             SELECT FROM guide_revisions m
             WHERE m.guide_id = r.guide_id AND m.language = r.language AND m.material AND m.number > r.number)
         FROM guide_reads k JOIN guide_revisions r ON r.id = k.revision_id
         WHERE r.guide_id = $1 AND r.language = $2 AND k.user_id = $3 AND k.acknowledged_at IS NOT NULL
         ORDER BY r.number DESC LIMIT 1",
    )
    .bind(guide.0)
    .bind(language.code())
    .bind(user)
    .fetch_optional(pool)
    .await?)
}

/// Everybody's newest reading of a guide in each language.
pub async fn readers(pool: &PgPool, guide: GuideId, limit: i64) -> Result<Vec<ReadRow>> {
    Ok(sqlx::query_as(
        "SELECT * FROM (
             SELECT DISTINCT ON (k.user_id, r.language)
                 k.user_label, r.language, r.number, k.opened_at, k.acknowledged_at, NOT EXISTS (
                     SELECT FROM guide_revisions m
                     WHERE m.guide_id = r.guide_id AND m.language = r.language AND m.material
                       AND m.number > r.number) AS up_to_date
             FROM guide_reads k JOIN guide_revisions r ON r.id = k.revision_id
             WHERE r.guide_id = $1
             ORDER BY k.user_id, r.language, r.number DESC
         ) newest
         ORDER BY coalesce(acknowledged_at, opened_at) DESC LIMIT $2",
    )
    .bind(guide.0)
    .bind(limit)
    .fetch_all(pool)
    .await?)
}
