use super::{
    queries::{self, Guide, Head},
    read::allow_reading,
};
use crate::{Backend, Result};
use arkan_domain::{
    guides::{Drift, drift},
    identity::Actor,
    ids::UserId,
};
use arkan_locales::Lang;

/// A guide in the list of guides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub guide: Guide,
    pub source: Head,
    pub translated: Option<Head>,
    /// How the translation stands to the source; none when there is no translation.
    pub drift: Option<Drift>,
}

impl Listed {
    /// The guide's newest text in a language, else in the one it was written in.
    #[must_use]
    pub fn head(&self, lang: Lang) -> &Head {
        match &self.translated {
            Some(head) if head.language == lang => head,
            _ => &self.source,
        }
    }
}

/// All guides in order, those in use or those in the archive, with what the reader has read.
///
/// # Errors
/// When the database does not answer.
pub async fn list(backend: &Backend, actor: &Actor, archived: bool) -> Result<Vec<Listed>> {
    allow_reading(actor)?;
    let guides = queries::all(&backend.pool, archived).await?;
    let heads = queries::heads(&backend.pool, actor.user_id().map(UserId::into)).await?;
    let head = |guide: &Guide, language: Lang| {
        heads
            .iter()
            .find(|head| head.guide_id == guide.id && head.language == language)
            .cloned()
    };
    Ok(guides
        .into_iter()
        .filter_map(|guide| {
            let source = head(&guide, guide.source_language)?;
            let translated = head(&guide, guide.source_language.other());
            let drift = translated.as_ref().map(|head| drift(head.source_number, source.number));
            Some(Listed {
                guide,
                source,
                translated,
                drift,
            })
        })
        .collect())
}
