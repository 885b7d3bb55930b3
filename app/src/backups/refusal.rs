use arkan_domain::backups::BackupError;
use arkan_locales::{Lang, t};

/// What the pillar refuses, in the reader's language.
#[must_use]
pub fn refusal(lang: Lang, error: &BackupError) -> String {
    match error {
        BackupError::BackupRunning => t::backups::refuse_backup_running(lang),
        BackupError::DrillRunning => t::backups::refuse_drill_running(lang),
        BackupError::NothingToProve => t::backups::refuse_nothing(lang),
        BackupError::NotStored => t::backups::refuse_not_stored(lang),
        BackupError::Ended => t::backups::refuse_ended(lang),
        BackupError::FileMissing => t::backups::refuse_missing(lang),
    }
    .to_owned()
}
