/// What the backups pillar refuses, beyond a wrong field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BackupError {
    #[error("a backup is running already")]
    BackupRunning,
    #[error("a restore drill is running already")]
    DrillRunning,
    /// There is no stored backup to restore.
    #[error("there is no stored backup to prove")]
    NothingToProve,
    /// The backup failed, was cancelled or has been deleted by retention.
    #[error("this backup is not stored")]
    NotStored,
    /// What was to be cancelled has ended already.
    #[error("it has ended already")]
    Ended,
    /// The row says that it is stored, the disk does not have it.
    #[error("the file of this backup is not where it was stored")]
    FileMissing,
}
