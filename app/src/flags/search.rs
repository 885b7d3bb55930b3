use arkan_backend::{Backend, Result, flags};
use arkan_domain::identity::Actor;

/// How many flags the palette shows.
const LIMIT: i64 = 8;

/// Flags for the palette: label and address.
///
/// # Errors
/// When the database does not answer.
pub async fn search(backend: &Backend, actor: &Actor, query: &str) -> Result<Vec<(String, String)>> {
    let found = flags::search(backend, actor, query, LIMIT).await?;
    Ok(found
        .into_iter()
        .map(|(project, flag)| {
            let href = format!("/p/{project}/flags/{}", flag.key);
            (flag.key, href)
        })
        .collect())
}
