use super::queries;
use crate::{Backend, Result, audit::Entry};
use arkan_domain::{backups::to_expire, identity::Actor};
use std::collections::HashMap;

/// Deletes what the policy does not keep; returns how many. First the row says so, then the file goes: a file that
/// survives a crash between the two is waste, a row that promises a deleted file would be a lie.
pub(super) async fn apply(backend: &Backend) -> Result<usize> {
    let policy = queries::policy(&backend.pool).await?;
    let mut write = backend.write(&Actor::system("backups")).await?;
    queries::lock_schedule(write.db()).await?;
    let held = queries::held(write.db()).await?;
    let files: HashMap<_, _> = held.iter().map(|(held, file)| (held.id, file.clone())).collect();
    let held: Vec<_> = held.into_iter().map(|(held, _)| held).collect();
    let now = write.now();
    let mut gone = Vec::new();
    for id in to_expire(&held, &policy, now) {
        if queries::expire_backup(write.db(), id, now).await? {
            let file = &files[&id];
            write.audit(Entry::new("backup.expire", "backup", id, file));
            gone.push(backend.settings.backup_dir.join(file));
        }
    }
    write.touch(super::TOPIC);
    write.commit().await?;
    for path in &gone {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                tracing::warn!(%error, path = %path.display(), "an expired backup could not be deleted");
            }
            _ => {}
        }
    }
    Ok(gone.len())
}
