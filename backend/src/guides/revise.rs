use super::{
    markdown,
    queries::{self, Guide, Indexed, NewRevision, Origin, Revision},
};
use crate::{Backend, Error, Result, Write, audit::Entry, timeline::NewEvent};
use arkan_domain::{
    fields::{FieldErrors, Problem},
    guides::{GuideError, MAX_NOTE, Text},
    identity::{Action, Actor, Place},
    ids::RevisionId,
    pillar::{Pillar, Severity},
};
use arkan_locales::Lang;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// A new text for a guide in one language.
#[derive(Clone, Debug)]
pub struct Revise {
    pub language: Lang,
    /// The number of the revision that was changed; 0 for the first in this language.
    pub base: i32,
    pub text: Text,
    /// What was changed, for the history.
    pub note: String,
    /// Whether readers should read it again.
    pub material: bool,
    /// For a translation: the source revision that it now says the same as, if that changed.
    pub translated_from: Option<i32>,
}

/// What `insert` needs to know besides the text.
pub(super) struct Source<'a> {
    pub origin: Origin,
    pub translated_from: Option<RevisionId>,
    pub material: bool,
    pub note: &'a str,
}

/// Saves a revision and answers its number.
///
/// # Errors
/// [`Error::Invalid`] for a wrong text; [`GuideError::EditedMeanwhile`] when someone was faster,
/// [`GuideError::NothingChanged`], [`GuideError::Archived`].
pub async fn revise(backend: &Backend, actor: &Actor, slug: &str, change: &Revise) -> Result<i32> {
    backend.allow(actor, Action::EditGuides, Place::CONSOLE)?;
    let mut errors = FieldErrors::default();
    let text = change.text.check(&mut errors);
    let note = errors.text("note", &change.note, 0, MAX_NOTE);
    errors.into_result()?;

    let mut write = backend.write(actor).await?;
    let guide = queries::lock(write.db(), slug).await?.ok_or(Error::NotFound)?;
    if guide.archived_at.is_some() {
        return Err(GuideError::Archived.into());
    }
    let newest = queries::newest(&mut *write.db(), guide.id, change.language).await?;
    if let Some(newest) = newest.as_ref().filter(|newest| newest.number != change.base) {
        return Err(GuideError::EditedMeanwhile {
            number: newest.number,
            by: newest.author.clone(),
        }
        .into());
    }
    let translated_from = source_of(&mut write, &guide, change, newest.as_ref()).await?;
    let same_text = newest.as_ref().is_some_and(|newest| newest.text == text);
    let same_source = match (&newest, change.translated_from) {
        (Some(newest), Some(number)) => newest.source_number == Some(number),
        _ => true,
    };
    if same_text && same_source {
        return Err(GuideError::NothingChanged.into());
    }
    let source = Source {
        origin: Origin::Edited,
        translated_from,
        // Nothing to read again where not a word was changed.
        material: change.material && !same_text,
        note: &note,
    };
    let number = insert(&mut write, &guide, change.language, &text, newest.as_ref(), &source).await?;
    write
        .timeline(NewEvent {
            pillar: Pillar::Guides,
            kind: "guide.revised",
            severity: Severity::Info,
            place: Place::CONSOLE,
            link: Some(format!("/guides/{slug}?language={}", change.language)),
            params: json!({ "title": text.title, "language": change.language, "number": number }),
        })
        .await?;
    write.commit().await?;
    Ok(number)
}

/// The source revision of a translation: the one that was named, else the one it had.
async fn source_of(
    write: &mut Write,
    guide: &Guide,
    change: &Revise,
    newest: Option<&Revision>,
) -> Result<Option<RevisionId>> {
    if change.language == guide.source_language {
        return Ok(None);
    }
    let number = change
        .translated_from
        .or(newest.and_then(|newest| newest.source_number));
    let Some(number) = number else { return Ok(None) };
    let source = queries::by_number(&mut *write.db(), guide.id, guide.source_language, number).await?;
    match source {
        Some(source) => Ok(Some(source.id)),
        None => Err(Error::field("translated_from", Problem::Unknown)),
    }
}

/// Stores the next revision of a guide and language, indexes it, and records who did it.
pub(super) async fn insert(
    write: &mut Write,
    guide: &Guide,
    language: Lang,
    text: &Text,
    newest: Option<&Revision>,
    source: &Source<'_>,
) -> Result<i32> {
    let number = newest.map_or(1, |newest| newest.number + 1);
    let author = write.actor().label.clone();
    let new = NewRevision {
        id: RevisionId(Uuid::now_v7()),
        guide: guide.id,
        language,
        number,
        text,
        content_hash: &hash(text),
        translated_from: source.translated_from,
        origin: source.origin,
        material: source.material,
        note: source.note,
        author: &author,
        at: write.now(),
    };
    queries::insert_revision(write.db(), &new).await?;
    let plain = markdown::plain(&text.body);
    let indexed = Indexed {
        title: &text.title,
        summary: &text.summary,
        headings: &plain.headings,
        plain: &plain.text,
    };
    queries::index(write.db(), guide.id, language, &indexed).await?;
    write.audit(
        Entry::new("guide.revise", "guide", guide.id, &guide.slug)
            .before(newest.map(|newest| json!({ "language": language, "revision": newest.number })))
            .after(json!({
                "language": language,
                "revision": number,
                "title": text.title,
                "origin": source.origin,
                "sha256": hex::encode(new.content_hash),
            }))
            .reason(source.note),
    );
    write.touch(Pillar::Guides.as_str());
    Ok(number)
}

/// SHA-256 of a text, its parts kept apart by a character that none of them has.
pub(super) fn hash(text: &Text) -> Vec<u8> {
    let mut digest = Sha256::new();
    for part in [&text.title, &text.summary, &text.body] {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    digest.finalize().to_vec()
}
