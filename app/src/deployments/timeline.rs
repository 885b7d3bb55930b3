use arkan_backend::timeline::Event;
use arkan_locales::Lang;

/// An event of this pillar as a sentence; none for a kind that this version does not know.
pub fn sentence(_lang: Lang, _event: &Event) -> Option<String> {
    None
}
