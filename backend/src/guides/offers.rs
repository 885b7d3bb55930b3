use super::{
    queries::{self, Guide, Offer, Origin},
    read,
    revise::{self, Source},
};
use crate::{Backend, Error, Result, audit::Entry, timeline::NewEvent};
use arkan_domain::{
    identity::{Action, Actor, Place},
    pillar::{Pillar, Severity},
};
use arkan_locales::Lang;
use serde_json::json;

/// The shipped text that was not put in place of what was edited here, if one waits; for those who may edit.
///
/// # Errors
/// When the database does not answer.
pub async fn offer(backend: &Backend, actor: &Actor, guide: &Guide, language: Lang) -> Result<Option<Offer>> {
    if !actor.can(Action::EditGuides, Place::CONSOLE) {
        return Ok(None);
    }
    read::open_offer(backend, guide, language).await
}

/// Puts the offered text in place as the next revision. What was edited stays in the history.
///
/// # Errors
/// [`Error::NotFound`] when nothing is offered.
pub async fn take_offer(backend: &Backend, actor: &Actor, slug: &str, language: Lang) -> Result<i32> {
    backend.allow(actor, Action::EditGuides, Place::CONSOLE)?;
    let mut write = backend.write(actor).await?;
    let guide = queries::lock(write.db(), slug).await?.ok_or(Error::NotFound)?;
    let offer = queries::offer(&mut *write.db(), guide.id, language)
        .await?
        .ok_or(Error::NotFound)?;
    let newest = queries::newest(&mut *write.db(), guide.id, language).await?;
    let translated_from = if language == guide.source_language {
        None
    } else {
        let shipped = queries::newest_shipped(&mut *write.db(), guide.id, guide.source_language).await?;
        shipped.map(|shipped| shipped.id)
    };
    let source = Source {
        origin: Origin::Shipped,
        translated_from,
        material: true,
        note: "",
    };
    let number = revise::insert(&mut write, &guide, language, &offer.text, newest.as_ref(), &source).await?;
    let now = write.now();
    queries::settle_offer(write.db(), guide.id, language, now).await?;
    write
        .timeline(NewEvent {
            pillar: Pillar::Guides,
            kind: "guide.revised",
            severity: Severity::Info,
            place: Place::CONSOLE,
            link: Some(format!("/guides/{slug}?language={language}")),
            params: json!({ "title": offer.text.title, "language": language, "number": number }),
        })
        .await?;
    write.commit().await?;
    Ok(number)
}

/// Keeps what was edited here. The same text is not offered again; a newer one is.
///
/// # Errors
/// [`Error::NotFound`] when nothing is offered.
pub async fn dismiss_offer(backend: &Backend, actor: &Actor, slug: &str, language: Lang) -> Result<()> {
    backend.allow(actor, Action::EditGuides, Place::CONSOLE)?;
    let mut write = backend.write(actor).await?;
    let guide = queries::lock(write.db(), slug).await?.ok_or(Error::NotFound)?;
    let offer = queries::offer(&mut *write.db(), guide.id, language)
        .await?
        .ok_or(Error::NotFound)?;
    let now = write.now();
    queries::settle_offer(write.db(), guide.id, language, now).await?;
    write.audit(
        Entry::new("guide.dismiss", "guide", guide.id, &guide.slug)
            .after(json!({ "language": language, "sha256": hex::encode(&offer.content_hash) })),
    );
    write.touch(Pillar::Guides.as_str());
    write.commit().await
}
