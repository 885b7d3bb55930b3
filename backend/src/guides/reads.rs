use super::{
    queries::{self, Guide, ReadRow},
    read,
};
use crate::{Backend, Error, Result, audit::Entry};
use arkan_domain::{
    guides::GuideError,
    identity::{Action, Actor, Place},
    ids::{RevisionId, UserId},
    pillar::Pillar,
};
use arkan_locales::Lang;
use chrono::{DateTime, Utc};
use serde_json::json;

/// As many readers as one report shows.
const REPORT: i64 = 1_000;

/// What a reader has said about a guide in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mine {
    /// The newest revision that they have acknowledged.
    pub number: i32,
    pub at: DateTime<Utc>,
    /// Whether nothing that matters was changed since.
    pub up_to_date: bool,
}

/// What the reader has acknowledged of a guide in one language.
///
/// # Errors
/// When the database does not answer.
pub async fn mine(backend: &Backend, actor: &Actor, guide: &Guide, language: Lang) -> Result<Option<Mine>> {
    let Some(user) = actor.user_id() else { return Ok(None) };
    let found = queries::acknowledged_number(&backend.pool, guide.id, language, user.0).await?;
    Ok(found.map(|(number, at, up_to_date)| Mine { number, at, up_to_date }))
}

/// Notes that a person has a revision in front of them. Tokens and the console itself read nothing.
///
/// # Errors
/// [`Error::NotFound`] when the revision is not one of this guide.
pub async fn opened(backend: &Backend, actor: &Actor, slug: &str, revision: RevisionId) -> Result<()> {
    let guide = read::find(backend, actor, slug).await?;
    let Some(user) = actor.user_id() else { return Ok(()) };
    check(backend, &guide, revision).await?;
    queries::opened(&backend.pool, revision, (user.0, &actor.label), backend.clock.now()).await?;
    backend.events.publish(Pillar::Guides.as_str());
    Ok(())
}

/// Notes that a person says to have read a revision.
///
/// # Errors
/// [`GuideError::OldRevision`] when a newer one was saved meanwhile, [`GuideError::Archived`],
/// [`Error::NotFound`] when the revision is not one of this guide, [`Error::Forbidden`] for who is no person.
pub async fn acknowledge(backend: &Backend, actor: &Actor, slug: &str, revision: RevisionId) -> Result<()> {
    let guide = read::find(backend, actor, slug).await?;
    let user: UserId = actor.user_id().ok_or(Error::Forbidden)?;
    if guide.archived_at.is_some() {
        return Err(GuideError::Archived.into());
    }
    let (language, number) = check(backend, &guide, revision).await?;
    let newest = read::newest(backend, &guide, language).await?;
    if newest.is_none_or(|newest| newest.number != number) {
        return Err(GuideError::OldRevision.into());
    }
    let mut write = backend.write(actor).await?;
    let now = write.now();
    queries::acknowledge(write.db(), revision, (user.0, &actor.label), now).await?;
    write.audit(
        Entry::new("guide.acknowledge", "guide", guide.id, &guide.slug)
            .after(json!({ "language": language, "revision": number })),
    );
    write.touch(Pillar::Guides.as_str());
    write.commit().await
}

async fn check(backend: &Backend, guide: &Guide, revision: RevisionId) -> Result<(Lang, i32)> {
    let revision = queries::by_id(&backend.pool, revision).await?;
    revision
        .filter(|revision| revision.guide_id == guide.id)
        .map(|revision| (revision.language, revision.number))
        .ok_or(Error::NotFound)
}

/// Who has opened and who has acknowledged a guide, newest first: one row a person and language.
///
/// # Errors
/// [`Error::Forbidden`] for who may not see readers.
pub async fn readers(backend: &Backend, actor: &Actor, guide: &Guide) -> Result<Vec<ReadRow>> {
    backend.allow(actor, Action::SeeReaders, Place::CONSOLE)?;
    queries::readers(&backend.pool, guide.id, REPORT).await
}
