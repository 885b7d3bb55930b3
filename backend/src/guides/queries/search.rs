use super::lang_of;
use crate::Result;
use arkan_domain::ids::GuideId;
use arkan_locales::Lang;
use sqlx::{PgConnection, PgPool, Row as _, postgres::PgRow};

/// A guide in one language that matches a query.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    pub guide_id: GuideId,
    pub slug: String,
    pub language: Lang,
    pub title: String,
    /// How many of the query's terms it has.
    pub matched: i64,
    /// How much it is about them.
    pub rank: f32,
    /// Passages of the text, with U+E000 and U+E001 around what matched, and U+E002 and U+E003 for angle brackets.
    pub headline: String,
}

impl sqlx::FromRow<'_, PgRow> for Hit {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            guide_id: GuideId(row.try_get("guide_id")?),
            slug: row.try_get("slug")?,
            language: lang_of(row, "language")?,
            title: row.try_get("title")?,
            matched: row.try_get("matched")?,
            rank: row.try_get("rank")?,
            headline: row.try_get("headline")?,
        })
    }
}

/// What is indexed of a revision.
pub struct Indexed<'a> {
    pub title: &'a str,
    pub summary: &'a str,
    pub headings: &'a str,
    pub plain: &'a str,
}

/// Puts the newest revision of a guide and language in place of the one before.
pub async fn index(db: &mut PgConnection, guide: GuideId, language: Lang, text: &Indexed<'_>) -> Result<()> {
    sqlx::query(
        "INSERT INTO guide_search (guide_id, language, title, plain, norm, vector)
         VALUES ($1, $2, $3, $4, ar_norm($3 || ' ' || $5 || ' ' || $4),
             setweight(guide_vector($3), 'A') || setweight(guide_vector($5), 'B')
             || setweight(guide_vector($6), 'B') || setweight(guide_vector($4), 'D'))
         ON CONFLICT (guide_id, language) DO UPDATE
         SET title = excluded.title, plain = excluded.plain, norm = excluded.norm, vector = excluded.vector",
    )
    .bind(guide.0)
    .bind(language.code())
    .bind(text.title)
    .bind(text.plain)
    .bind(text.summary)
    .bind(text.headings)
    .execute(db)
    .await?;
    Ok(())
}

/// What was typed, folded as the index is.
pub async fn normalized(pool: &PgPool, text: &str) -> Result<String> {
    Ok(sqlx::query_scalar("SELECT ar_norm($1)")
        .bind(text)
        .fetch_one(pool)
        .await?)
}

/// Guides that have at least one of the terms, those with most of them first.
///
/// A term is given by all of its variants: `(number of the term, variant)`. Words that every text has, in
/// English, make an empty query and count for nothing.
pub async fn match_terms(pool: &PgPool, variants: &[(i32, String)], limit: i64) -> Result<Vec<Hit>> {
    let (numbers, texts): (Vec<i32>, Vec<&str>) = variants.iter().map(|(n, text)| (*n, text.as_str())).unzip();
    Ok(sqlx::query_as(
        "WITH variant AS (
             SELECT n, guide_query(text) AS query FROM unnest($1::int[], $2::text[]) AS v(n, text)
         ), term AS (
             SELECT n, string_agg('(' || query::text || ')', ' | ')::tsquery AS query
             FROM variant WHERE numnode(query) > 0 GROUP BY n
         ), everything AS (
             SELECT string_agg('(' || query::text || ')', ' | ')::tsquery AS query FROM term
         ), hit AS (
             SELECT s.guide_id, g.slug, s.language, s.title, s.plain, e.query,
                 (SELECT count(*) FROM term t WHERE s.vector @@ t.query) AS matched,
                 (SELECT coalesce(sum(ts_rank('{0.05, 0.2, 0.4, 1.0}', s.vector, t.query, 1)), 0) FROM term t)::real
                     AS rank
             FROM guide_search s JOIN guides g ON g.id = s.guide_id CROSS JOIN everything e
             WHERE g.archived_at IS NULL AND s.vector @@ e.query
             ORDER BY matched DESC, rank DESC, g.position, g.slug LIMIT $3
         )
         SELECT guide_id, slug, language, title, matched, rank,
             ts_headline(
                 CASE language WHEN 'ar' THEN 'arabic'::regconfig ELSE 'english'::regconfig END, translate(plain, '<>', '\u{E002}\u{E003}'), query,
                 'MaxFragments=2, MinWords=8, MaxWords=24, FragmentDelimiter=\" … \", StartSel=\u{E000}, StopSel=\u{E001}'
             ) AS headline
         FROM hit ORDER BY matched DESC, rank DESC, slug",
    )
    .bind(numbers)
    .bind(texts)
    .bind(limit)
    .fetch_all(pool)
    .await?)
}

/// Guides in which something looks like the query: for slips of the finger.
pub async fn fuzzy(pool: &PgPool, words: &[String], limit: i64) -> Result<Vec<Hit>> {
    Ok(sqlx::query_as(
        "WITH hit AS (
             SELECT s.guide_id, g.slug, s.language, s.title, s.plain, g.position,
                 count(*) AS matched, sum(word_similarity(w, s.norm)) AS rank
             FROM guide_search s JOIN guides g ON g.id = s.guide_id
             JOIN unnest($1::text[]) AS w ON w <% s.norm
             WHERE g.archived_at IS NULL
             GROUP BY s.guide_id, g.slug, s.language, s.title, s.plain, g.position
             ORDER BY matched DESC, rank DESC LIMIT $2
         )
         SELECT guide_id, slug, language, title, matched, rank::real AS rank, left(plain, 160) AS headline
         FROM hit ORDER BY matched DESC, rank DESC, position, slug",
    )
    .bind(words)
    .bind(limit)
    .fetch_all(pool)
    .await?)
}
