use super::{
    queries::{self, Hit},
    read::allow_reading,
};
use crate::{Backend, Result};
use arkan_domain::{identity::Actor, ids::GuideId};
use arkan_locales::Lang;

/// The longest query that is looked at, in characters; a query is a few words.
const MAX_QUERY: usize = 200;
/// As many terms of a query as are looked for.
const MAX_TERMS: usize = 12;
/// As many rows as are ranked: two languages a guide.
const ROWS: i64 = 60;
/// Words of Arabic questions that say nothing about what is asked, folded as the index is.
const STOP_WORDS: &[&str] = &[
    "من",
    "في",
    "علي",
    "عن",
    "الي",
    "مع",
    "ما",
    "ماذا",
    "هل",
    "كيف",
    "متي",
    "اين",
    "لماذا",
    "اي",
    "ان",
    "انا",
    "هو",
    "هي",
    "هذا",
    "هذه",
    "ذلك",
    "تلك",
    "التي",
    "الذي",
    "كل",
    "او",
    "ثم",
    "قد",
    "لا",
    "لم",
    "لن",
    "كم",
    "بعد",
    "قبل",
    "عند",
    "اذا",
    "بين",
    "يمكن",
    "يمكنني",
    "اريد",
    "احد",
    "شيء",
];
/// The article and the particles that are written together with the word.
const PREFIXES: &[&str] = &["وال", "بال", "كال", "فال", "لل", "ال", "و", "ب", "ل", "ف"];

/// A guide that matches a query.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub slug: String,
    /// The language in which it matches: the reader's where both do.
    pub language: Lang,
    pub title: String,
    /// A passage of the text as safe HTML: escaped, with `<mark>` around what matched.
    pub excerpt: String,
}

/// The guides that a query is about, best first, in either language.
///
/// # Errors
/// When the database does not answer.
pub async fn search(backend: &Backend, actor: &Actor, lang: Lang, query: &str, limit: usize) -> Result<Vec<Found>> {
    allow_reading(actor)?;
    // NUL cannot be stored or sent to Postgres in a text.
    let query: String = query.chars().filter(|c| *c != '\0').take(MAX_QUERY).collect();
    let words = words(&queries::normalized(&backend.pool, &query).await?);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let variants = variants(backend, &words).await?;
    let mut hits = queries::match_terms(&backend.pool, &variants, ROWS).await?;
    if hits.is_empty() {
        hits = queries::fuzzy(&backend.pool, &words, ROWS).await?;
    }
    Ok(best(&hits, lang, limit))
}

/// The words that carry the question; all of them when none does.
fn words(normalized: &str) -> Vec<String> {
    let all: Vec<String> = normalized
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(MAX_TERMS)
        .map(str::to_owned)
        .collect();
    let telling: Vec<String> = all
        .iter()
        .filter(|word| !STOP_WORDS.contains(&word.as_str()))
        .cloned()
        .collect();
    if telling.is_empty() { all } else { telling }
}

/// Every word with what means the same: by the glossary, also for two words that are one term.
async fn variants(backend: &Backend, words: &[String]) -> Result<Vec<(i32, String)>> {
    let mut variants = Vec::new();
    for (number, word) in (0_i32..).zip(words) {
        variants.push((number, word.clone()));
        for synonym in queries::synonyms(&backend.pool, &forms(word))
            .await?
            .into_iter()
            .flatten()
        {
            variants.push((number, synonym));
        }
    }
    for (number, pair) in (0_i32..).zip(words.windows(2)) {
        let phrase = pair.join(" ");
        for synonym in queries::synonyms(&backend.pool, &[phrase]).await?.into_iter().flatten() {
            variants.push((number, synonym.clone()));
            variants.push((number + 1, synonym));
        }
    }
    Ok(variants)
}

/// A word as it is and without what Arabic writes together with it.
fn forms(word: &str) -> Vec<String> {
    let stripped = PREFIXES
        .iter()
        .filter_map(|prefix| word.strip_prefix(prefix))
        .filter(|rest| rest.chars().count() >= 3)
        .map(str::to_owned);
    std::iter::once(word.to_owned()).chain(stripped).collect()
}

/// One row a guide, in the reader's language unless the other one matches more of the query.
fn best(hits: &[Hit], lang: Lang, limit: usize) -> Vec<Found> {
    let mut order: Vec<GuideId> = Vec::new();
    for hit in hits {
        if !order.contains(&hit.guide_id) {
            order.push(hit.guide_id);
        }
    }
    order
        .into_iter()
        .take(limit)
        .filter_map(|guide| {
            hits.iter()
                .filter(|hit| hit.guide_id == guide)
                .max_by_key(|hit| (hit.matched, hit.language == lang))
        })
        .map(|hit| Found {
            slug: hit.slug.clone(),
            language: hit.language,
            title: hit.title.clone(),
            excerpt: highlighted(&hit.headline),
        })
        .collect()
}

/// Escapes a passage, then turns the marks around what matched into `<mark>`.
fn highlighted(passage: &str) -> String {
    let mut html = String::with_capacity(passage.len() + 64);
    for c in passage.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' | '\u{E002}' => html.push_str("&lt;"),
            '>' | '\u{E003}' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            '\u{E000}' => html.push_str("<mark>"),
            '\u{E001}' => html.push_str("</mark>"),
            c => html.push(c),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_keeps_the_words_that_tell() {
        assert_eq!(words("كيف ارجع الي الاصدار السابق"), ["ارجع", "الاصدار", "السابق"]);
        assert_eq!(words("roll-back v1.2"), ["roll", "back", "v1", "2"]);
        assert_eq!(words("من"), ["من"]);
        assert!(words(" -- ").is_empty());
    }

    #[test]
    fn particles_are_taken_off_but_short_words_stay_whole() {
        assert!(forms("والتنبيهات").contains(&"تنبيهات".to_owned()));
        assert!(forms("للنشر").contains(&"نشر".to_owned()));
        assert_eq!(forms("ولد"), ["ولد"]);
    }

    #[test]
    fn a_passage_is_escaped_before_it_is_marked() {
        assert_eq!(
            highlighted("<b>\u{E000}kill\u{E001}</b> & \"x\""),
            "&lt;b&gt;<mark>kill</mark>&lt;/b&gt; &amp; &quot;x&quot;"
        );
    }
}
