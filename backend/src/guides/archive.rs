use super::queries::{self, Guide};
use crate::{Backend, Error, Result, audit::Entry, timeline::NewEvent};
use arkan_domain::{
    identity::{Action, Actor, Place},
    pillar::{Pillar, Severity},
};
use serde_json::json;

/// Takes a guide out of the lists and of search. Its address, its revisions and its readers stay.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn archive(backend: &Backend, actor: &Actor, slug: &str) -> Result<()> {
    set(backend, actor, slug, true).await
}

/// Puts a guide back from the archive.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn restore(backend: &Backend, actor: &Actor, slug: &str) -> Result<()> {
    set(backend, actor, slug, false).await
}

async fn set(backend: &Backend, actor: &Actor, slug: &str, archived: bool) -> Result<()> {
    backend.allow(actor, Action::EditGuides, Place::CONSOLE)?;
    let mut write = backend.write(actor).await?;
    let guide: Guide = queries::lock(write.db(), slug).await?.ok_or(Error::NotFound)?;
    if guide.archived_at.is_some() == archived {
        return Ok(());
    }
    let at = archived.then(|| write.now());
    queries::set_archived(write.db(), guide.id, at).await?;
    let (action, kind) = if archived {
        ("guide.archive", "guide.archived")
    } else {
        ("guide.restore", "guide.restored")
    };
    let newest = queries::newest(&mut *write.db(), guide.id, guide.source_language).await?;
    let title = newest.map_or_else(|| guide.slug.clone(), |newest| newest.text.title);
    write.audit(Entry::new(action, "guide", guide.id, &guide.slug));
    write
        .timeline(NewEvent {
            pillar: Pillar::Guides,
            kind,
            severity: Severity::Info,
            place: Place::CONSOLE,
            link: Some(format!("/guides/{slug}")),
            params: json!({ "title": title }),
        })
        .await?;
    write.commit().await
}
