use super::{
    queries::{self, Guide, Origin},
    revise::{self, Source},
};
use crate::{Backend, Result, audit::Entry, timeline::NewEvent};
use arkan_domain::{
    fields::FieldErrors,
    guides::{Audience, MAX_NOTE, Text, check_slug},
    identity::{Action, Actor, Place},
    ids::GuideId,
    pillar::{Pillar, Severity},
};
use arkan_locales::Lang;
use serde_json::json;
use uuid::Uuid;

/// Guides that are written here stand after those that came with the console.
const POSITION: i32 = 1_000;

/// A guide to be made, with its first text.
#[derive(Clone, Debug)]
pub struct NewGuide {
    pub slug: String,
    pub audience: Audience,
    pub pillar: Option<Pillar>,
    /// The language of the text; the other one is translated from it.
    pub source_language: Lang,
    pub text: Text,
    pub note: String,
}

/// Makes a guide.
///
/// # Errors
/// [`Error::Invalid`](crate::Error::Invalid) for a wrong or used slug or a wrong text.
pub async fn create(backend: &Backend, actor: &Actor, new: &NewGuide) -> Result<Guide> {
    backend.allow(actor, Action::EditGuides, Place::CONSOLE)?;
    let mut errors = FieldErrors::default();
    errors.check("slug", check_slug(&new.slug));
    let text = new.text.check(&mut errors);
    let note = errors.text("note", &new.note, 0, MAX_NOTE);
    errors.into_result()?;

    let mut write = backend.write(actor).await?;
    let guide = Guide {
        id: GuideId(Uuid::now_v7()),
        slug: new.slug.clone(),
        source_language: new.source_language,
        audience: new.audience,
        pillar: new.pillar,
        position: POSITION,
        created_at: write.now(),
        archived_at: None,
    };
    queries::insert(write.db(), &guide).await?;
    write.audit(Entry::new("guide.create", "guide", guide.id, &guide.slug).after(&guide));
    let source = Source {
        origin: Origin::Edited,
        translated_from: None,
        material: true,
        note: &note,
    };
    revise::insert(&mut write, &guide, guide.source_language, &text, None, &source).await?;
    write
        .timeline(NewEvent {
            pillar: Pillar::Guides,
            kind: "guide.created",
            severity: Severity::Info,
            place: Place::CONSOLE,
            link: Some(format!("/guides/{}", guide.slug)),
            params: json!({ "title": text.title }),
        })
        .await?;
    write.commit().await?;
    Ok(guide)
}
