use arkan_backend::{Backend, Result, deployments};
use arkan_domain::identity::Actor;

/// How many releases the palette shows.
const FOUND: i64 = 8;

/// Releases by version or commit, as label and path, for the palette.
///
/// # Errors
/// When the database does not answer.
pub async fn search(backend: &Backend, actor: &Actor, query: &str) -> Result<Vec<(String, String)>> {
    let found = deployments::search(backend, actor, query, FOUND).await?;
    Ok(found
        .into_iter()
        .map(|(project, release)| {
            let label = format!("{} {}", project.name, release.version);
            (label, format!("/p/{}/releases/{}", project.key, release.id))
        })
        .collect())
}
