use super::{
    queries::{self, Guide, Offering, Origin},
    revise::{self, Source, hash},
    shipped::{self, Shipped},
};
use crate::{Backend, Error, Result, Write, audit::Entry, timeline::NewEvent};
use arkan_domain::{
    identity::{Actor, Place},
    ids::GuideId,
    pillar::{Pillar, Severity},
};
use arkan_locales::Lang;
use serde_json::json;
use uuid::Uuid;

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Guides that were not there.
    pub created: u32,
    /// Texts that became a new revision.
    pub revised: u32,
    /// Texts that wait for a decision, because someone had edited what they would replace.
    pub offered: u32,
}

/// Brings the guides that came with this binary, and the glossary, into the database. To be called at start.
///
/// What was edited here is never overwritten: a newer shipped text is offered instead. Doing it again, or on
/// several replicas at once, does nothing.
///
/// # Errors
/// When the database does not answer.
pub async fn import(backend: &Backend) -> Result<Imported> {
    let guides: Vec<Shipped> = shipped::FILES
        .iter()
        .map(|(slug, en, ar)| shipped::read(slug, en, ar))
        .collect::<Result<_, _>>()
        .map_err(Error::internal)?;
    import_all(backend, &guides).await
}

pub(super) async fn import_all(backend: &Backend, guides: &[Shipped]) -> Result<Imported> {
    let mut write = backend.write(&Actor::system("guides")).await?;
    queries::lock_import(write.db()).await?;
    queries::put_terms(write.db(), &shipped::glossary().map_err(Error::internal)?).await?;
    let mut imported = Imported::default();
    for guide in guides {
        import_one(&mut write, guide, &mut imported).await?;
    }
    if imported != Imported::default() {
        write
            .timeline(NewEvent {
                pillar: Pillar::Guides,
                kind: "guides.imported",
                severity: Severity::Info,
                place: Place::CONSOLE,
                link: Some("/guides".to_owned()),
                params: json!({
                    "created": imported.created, "revised": imported.revised, "offered": imported.offered,
                }),
            })
            .await?;
    }
    write.commit().await?;
    Ok(imported)
}

async fn import_one(write: &mut Write, shipped: &Shipped, imported: &mut Imported) -> Result<()> {
    let guide = if let Some(guide) = queries::lock(write.db(), &shipped.slug).await? {
        place(write, guide, shipped).await?
    } else {
        imported.created += 1;
        create(write, shipped).await?
    };
    // The source first: its revision is what the translation is made from.
    for language in [guide.source_language, guide.source_language.other()] {
        import_text(write, &guide, shipped, language, imported).await?;
    }
    Ok(())
}

async fn create(write: &mut Write, shipped: &Shipped) -> Result<Guide> {
    let front = &shipped.file(shipped.source_language).front;
    let guide = Guide {
        id: GuideId(Uuid::now_v7()),
        slug: shipped.slug.clone(),
        source_language: shipped.source_language,
        audience: front.audience,
        pillar: front.pillar,
        position: front.position,
        created_at: write.now(),
        archived_at: None,
    };
    queries::insert(write.db(), &guide).await?;
    write.audit(Entry::new("guide.create", "guide", guide.id, &guide.slug).after(&guide));
    Ok(guide)
}

/// Where a guide stands is the file's to say, also when its text was edited here.
async fn place(write: &mut Write, guide: Guide, shipped: &Shipped) -> Result<Guide> {
    let front = &shipped.file(shipped.source_language).front;
    let placed = Guide {
        audience: front.audience,
        pillar: front.pillar,
        position: front.position,
        ..guide.clone()
    };
    if placed != guide {
        queries::set_place(write.db(), &placed).await?;
        write.audit(
            Entry::new("guide.place", "guide", guide.id, &guide.slug)
                .before(&guide)
                .after(&placed),
        );
    }
    Ok(placed)
}

async fn import_text(
    write: &mut Write,
    guide: &Guide,
    shipped: &Shipped,
    language: Lang,
    imported: &mut Imported,
) -> Result<()> {
    let text = &shipped.file(language).text;
    let content_hash = hash(text);
    let newest = queries::newest(&mut *write.db(), guide.id, language).await?;
    let known = queries::newest_shipped(&mut *write.db(), guide.id, language).await?;
    if [&newest, &known]
        .into_iter()
        .flatten()
        .any(|revision| revision.content_hash == content_hash)
    {
        return Ok(());
    }
    if newest.as_ref().is_some_and(|newest| newest.origin == Origin::Edited) {
        let offering = Offering {
            guide: guide.id,
            language,
            text,
            content_hash: &content_hash,
            at: write.now(),
        };
        if queries::put_offer(write.db(), &offering).await? {
            imported.offered += 1;
        }
        return Ok(());
    }
    let translated_from = if language == guide.source_language {
        None
    } else {
        let source = queries::newest_shipped(&mut *write.db(), guide.id, guide.source_language).await?;
        source.map(|source| source.id)
    };
    let source = Source {
        origin: Origin::Shipped,
        translated_from,
        material: true,
        note: "",
    };
    revise::insert(write, guide, language, text, newest.as_ref(), &source).await?;
    if newest.is_some() {
        imported.revised += 1;
    }
    Ok(())
}
