use arkan_backend::{Backend, Result, guides};
use arkan_domain::identity::Actor;
use arkan_locales::Lang;

/// As many guides as the palette shows.
const SHOWN: usize = 6;

/// The guides that a query is about, for the palette: title and address.
///
/// # Errors
/// When the database does not answer.
pub async fn search(backend: &Backend, actor: &Actor, lang: Lang, query: &str) -> Result<Vec<(String, String)>> {
    let found = guides::search(backend, actor, lang, query, SHOWN).await?;
    Ok(found
        .into_iter()
        .map(|found| {
            let href = super::parts::address(&found.slug, found.language);
            (found.title, href)
        })
        .collect())
}
