use super::queries::{self, Guide, Offer, Revision};
use crate::{Backend, Error, Result};
use arkan_domain::{
    guides::{Drift, drift},
    identity::{Action, Actor},
};
use arkan_locales::Lang;

/// How a translation stands to its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translation {
    pub drift: Drift,
    /// The source revision it was made from.
    pub from: Option<i32>,
    /// The newest source revision.
    pub newest: i32,
}

/// Guides belong to no project: whoever may look at anything may read them.
pub(super) fn allow_reading(actor: &Actor) -> Result<()> {
    if actor.can_somewhere(Action::View) {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}

/// A guide by its slug, archived or not.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn find(backend: &Backend, actor: &Actor, slug: &str) -> Result<Guide> {
    allow_reading(actor)?;
    queries::by_slug(&backend.pool, slug).await?.ok_or(Error::NotFound)
}

/// What a guide says now in one language; none when it is not written in it yet.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(backend: &Backend, guide: &Guide, language: Lang) -> Result<Option<Revision>> {
    queries::newest(&backend.pool, guide.id, language).await
}

/// What a guide says now: in its source language, and as translated.
///
/// # Errors
/// [`Error::NotFound`] when it is not written at all.
pub async fn newest_of_both(backend: &Backend, guide: &Guide) -> Result<(Revision, Option<Revision>)> {
    let source = newest(backend, guide, guide.source_language)
        .await?
        .ok_or(Error::NotFound)?;
    let translated = newest(backend, guide, guide.source_language.other()).await?;
    Ok((source, translated))
}

/// One revision of a guide by its number.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn revision(backend: &Backend, guide: &Guide, language: Lang, number: i32) -> Result<Revision> {
    queries::by_number(&backend.pool, guide.id, language, number)
        .await?
        .ok_or(Error::NotFound)
}

/// Compares a translation with its source; none for the source itself.
#[must_use]
pub fn translation(guide: &Guide, revision: &Revision, newest_source: i32) -> Option<Translation> {
    (revision.language != guide.source_language).then(|| Translation {
        drift: drift(revision.source_number, newest_source),
        from: revision.source_number,
        newest: newest_source,
    })
}

/// The revisions of a guide in one language, newest first, `limit` of them below a number.
///
/// # Errors
/// When the database does not answer.
pub async fn history(
    backend: &Backend,
    guide: &Guide,
    language: Lang,
    below: Option<i32>,
    limit: i64,
) -> Result<Vec<Revision>> {
    queries::numbered(&backend.pool, guide.id, language, below, limit).await
}

/// The shipped text that waits for a decision, for those who may make it.
pub(super) async fn open_offer(backend: &Backend, guide: &Guide, language: Lang) -> Result<Option<Offer>> {
    queries::offer(&backend.pool, guide.id, language).await
}
