use arkan_domain::alerts::AlertError;
use arkan_locales::Lang;

/// What the pillar refuses, in the reader's language.
pub fn refusal(_lang: Lang, error: &AlertError) -> String {
    error.to_string()
}
