//! The key pair of backups. The console encrypts with the public key; only drills and people need the private one.

use super::halt::Halt;
use crate::{Backend, Result, settings};
use age::{
    secrecy::ExposeSecret,
    x25519::{Identity, Recipient},
};
use arkan_domain::backups::Failure;
use std::{
    fs,
    io::Write as _,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

const RECIPIENT: &str = "backups.recipient";

/// Where the private key is, for the page that asks for it to be copied elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPlace {
    /// The public key that the next backup is encrypted for; empty before the first.
    pub recipient: String,
    /// The file of the private key, when the console has one.
    pub identity_file: Option<PathBuf>,
    /// Whether the console made the key itself, so that its only copy is there.
    pub own: bool,
}

/// Where the key is. Reads no private key.
///
/// # Errors
/// When the database does not answer.
pub async fn key_place(backend: &Backend) -> Result<KeyPlace> {
    let own = own_file(backend);
    let configured = backend.settings.backup_recipient.clone();
    let identity_file = match &backend.settings.backup_identity_file {
        Some(file) => Some(file.clone()),
        None if configured.is_none() && own.exists() => Some(own.clone()),
        None => None,
    };
    let recipient = match &configured {
        Some(recipient) => recipient.clone(),
        None => settings::get(&backend.pool, RECIPIENT).await?.unwrap_or_default(),
    };
    Ok(KeyPlace {
        recipient,
        own: identity_file.as_ref() == Some(&own),
        identity_file,
    })
}

/// The public key to encrypt for: the configured one, else that of the console's own key, which is made the first time.
pub(super) async fn recipient(backend: &Backend) -> Result<Recipient, Halt> {
    if let Some(configured) = &backend.settings.backup_recipient {
        return parse_recipient(configured);
    }
    let file = own_file(backend);
    if !file.exists() {
        // Another replica may have made the key, and this one cannot see it: its public half is enough to encrypt.
        if let Some(known) = settings::get::<String>(&backend.pool, RECIPIENT).await? {
            return parse_recipient(&known);
        }
        generate(&file).map_err(Halt::file(&file))?;
    }
    let own = read(&file)?.first().map(Identity::to_public);
    let own = own.ok_or_else(|| Halt::failed(Failure::BadKey, file.display()))?;
    let mut connection = backend.pool.acquire().await.map_err(crate::Error::from)?;
    settings::put(&mut connection, RECIPIENT, &own.to_string(), backend.clock.now()).await?;
    Ok(own)
}

/// The private keys that a drill may decrypt with.
pub(super) fn identities(backend: &Backend) -> Result<Vec<Identity>, Halt> {
    let settings = &backend.settings;
    let file = match (&settings.backup_identity_file, &settings.backup_recipient) {
        (Some(file), _) => file.clone(),
        (None, Some(_)) => return Err(Halt::failed(Failure::NoKey, "ARKAN_BACKUP_IDENTITY_FILE")),
        (None, None) => own_file(backend),
    };
    if !file.exists() {
        return Err(Halt::failed(Failure::NoKey, file.display()));
    }
    read(&file)
}

fn own_file(backend: &Backend) -> PathBuf {
    backend.settings.data_dir.join("keys/backup.agekey")
}

fn parse_recipient(text: &str) -> Result<Recipient, Halt> {
    text.trim()
        .parse()
        .map_err(|error| Halt::failed(Failure::BadKey, format!("{text}: {error}")))
}

/// Reads the keys of a file in the form of `age-keygen`.
fn read(file: &Path) -> Result<Vec<Identity>, Halt> {
    let text = fs::read_to_string(file).map_err(Halt::file(file))?;
    let keys = text
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("AGE-SECRET-KEY-1"));
    let keys: Vec<Identity> = keys.filter_map(|line| line.parse().ok()).collect();
    if keys.is_empty() {
        Err(Halt::failed(Failure::BadKey, file.display()))
    } else {
        Ok(keys)
    }
}

/// Makes a key file that only its owner can read, whole or not at all.
fn generate(file: &Path) -> std::io::Result<()> {
    let dir = file.parent().unwrap_or(file);
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    let identity = Identity::generate();
    let fresh = file.with_extension("new");
    let _ = fs::remove_file(&fresh);
    let mut out = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&fresh)?;
    writeln!(
        out,
        "# public key: {}\n{}",
        identity.to_public(),
        identity.to_string().expose_secret()
    )?;
    out.sync_all()?;
    // Does not replace: of two replicas that start at once, one key wins for both.
    match fs::hard_link(&fresh, file) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    fs::remove_file(&fresh)?;
    fs::File::open(dir)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_key_is_made_once_and_private() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("keys/backup.agekey");
        generate(&file).unwrap();
        let first = fs::read_to_string(&file).unwrap();
        generate(&file).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), first);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(first.contains(&read(&file).unwrap()[0].to_public().to_string()));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("key");
        fs::write(&file, "not a key\n").unwrap();
        assert!(matches!(read(&file), Err(Halt::Failed(Failure::BadKey, _))));
        assert!(matches!(
            parse_recipient("age1nonsense"),
            Err(Halt::Failed(Failure::BadKey, _))
        ));
    }
}
