//! Rules and types of the backups pillar.

mod error;

pub use error::BackupError;
