use arkan_domain::guides::GuideError;
use arkan_locales::Lang;

/// What the pillar refuses, in the reader's language.
pub fn refusal(_lang: Lang, error: &GuideError) -> String {
    match *error {}
}
