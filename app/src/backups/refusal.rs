use arkan_domain::backups::BackupError;
use arkan_locales::Lang;

/// What the pillar refuses, in the reader's language.
pub fn refusal(_lang: Lang, error: &BackupError) -> String {
    error.to_string()
}
