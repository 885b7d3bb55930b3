use arkan_domain::flags::FlagError;
use arkan_locales::Lang;

/// What the pillar refuses, in the reader's language.
pub fn refusal(_lang: Lang, error: &FlagError) -> String {
    error.to_string()
}
