use arkan_backend::timeline::Event;
use arkan_locales::{Lang, t};

/// An event of this pillar as a sentence; none for a kind that this version does not know.
#[must_use]
pub fn sentence(lang: Lang, event: &Event) -> Option<String> {
    let title = event.param("title");
    Some(match event.kind.as_str() {
        "guide.created" => t::guides::event_created(lang, title),
        "guide.revised" => {
            let language = Lang::from_tag(&event.param("language")).unwrap_or_default();
            t::guides::event_revised(lang, title, event.param("number"), language.own_name())
        }
        "guide.archived" => t::guides::event_archived(lang, title),
        "guide.restored" => t::guides::event_restored(lang, title),
        "guides.imported" => t::guides::event_imported(lang).to_owned(),
        _ => return None,
    })
}
