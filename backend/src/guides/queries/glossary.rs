use crate::Result;
use sqlx::{PgConnection, PgPool};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Puts the shipped glossary in place: a word's synonyms are those of the newest version.
pub async fn put_terms(db: &mut PgConnection, terms: &BTreeMap<String, Vec<String>>) -> Result<()> {
    for (word, synonyms) in terms {
        sqlx::query(
            "INSERT INTO glossary_terms (id, word, synonyms) VALUES ($1, $2, $3)
             ON CONFLICT (word) DO UPDATE SET synonyms = excluded.synonyms
             WHERE glossary_terms.synonyms <> excluded.synonyms",
        )
        .bind(Uuid::now_v7())
        .bind(word)
        .bind(synonyms)
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

/// The groups of synonyms that one of the forms belongs to: all words of the group, normalised.
pub async fn synonyms(pool: &PgPool, forms: &[String]) -> Result<Vec<Vec<String>>> {
    Ok(sqlx::query_scalar(
        "SELECT words FROM (
             SELECT ARRAY(SELECT ar_norm(w) FROM unnest(word || synonyms) AS w) AS words FROM glossary_terms
         ) groups WHERE words && $1",
    )
    .bind(forms)
    .fetch_all(pool)
    .await?)
}
