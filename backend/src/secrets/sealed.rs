use age::{
    secrecy::ExposeSecret as _,
    x25519::{Identity, Recipient},
};
use arkan_domain::secret::Secret;
use hkdf::Hkdf;
use sha2::Sha256;
use std::{fmt, fs, io, io::Write as _, os::unix::fs::OpenOptionsExt as _, path::Path};

/// Seals secrets with the console's own age key (age-encryption.org/v1, X25519).
#[derive(Clone)]
pub struct SecretBox {
    identity: Identity,
    recipient: Recipient,
}

/// Why the key or a sealed value could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    #[error("cannot read or write the console's key file {path}: {source}")]
    File { path: String, source: io::Error },
    #[error("the console's key is not an age identity (it begins with AGE-SECRET-KEY-1): {0}")]
    Key(&'static str),
    #[error("a sealed value cannot be opened with this key: was the key file replaced?")]
    Open,
    #[error("a value could not be sealed")]
    Seal,
}

impl SecretBox {
    /// A new random key, kept in memory only.
    #[must_use]
    pub fn generate() -> Self {
        Self::from_identity(Identity::generate())
    }

    fn from_identity(identity: Identity) -> Self {
        let recipient = identity.to_public();
        Self { identity, recipient }
    }

    /// Reads an age identity.
    ///
    /// # Errors
    /// When the text is none.
    pub fn from_text(text: &str) -> Result<Self, SecretError> {
        text.trim()
            .parse::<Identity>()
            .map(Self::from_identity)
            .map_err(SecretError::Key)
    }

    /// Opens the key file, or makes it (mode 0600) the first time.
    ///
    /// # Errors
    /// When the file cannot be read, written or understood.
    pub fn open_or_create(path: &Path) -> Result<Self, SecretError> {
        let file_error = |source| SecretError::File {
            path: path.display().to_string(),
            source,
        };
        match fs::read_to_string(path) {
            Ok(text) => Self::from_text(&text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let made = Self::generate();
                if let Some(parent) = path.parent() {
                    fs::create_dir_all(parent).map_err(file_error)?;
                }
                let mut file = fs::OpenOptions::new()
                    .write(true)
                    .create_new(true)
                    .mode(0o600)
                    .open(path)
                    .map_err(file_error)?;
                writeln!(file, "{}", made.identity.to_string().expose_secret()).map_err(file_error)?;
                file.sync_all().map_err(file_error)?;
                Ok(made)
            }
            Err(error) => Err(file_error(error)),
        }
    }

    /// Encrypts a secret for storage.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn seal(&self, secret: &Secret) -> Result<Vec<u8>, SecretError> {
        age::encrypt(&self.recipient, secret.expose().as_bytes()).map_err(|_| SecretError::Seal)
    }

    /// A key for one purpose, which tells nothing of the console's own key or of another purpose's (HKDF, RFC 5869).
    ///
    /// # Panics
    /// Never: 32 bytes are far below what HKDF can give.
    #[must_use]
    #[allow(clippy::expect_used)]
    pub fn derive(&self, purpose: &[&[u8]]) -> [u8; 32] {
        let own = self.identity.to_string();
        let mut key = [0; 32];
        Hkdf::<Sha256>::new(None, own.expose_secret().as_bytes())
            .expand_multi_info(purpose, &mut key)
            .expect("32 bytes");
        key
    }

    /// Decrypts a stored secret.
    ///
    /// # Errors
    /// When it was sealed with another key, or altered.
    pub fn open(&self, sealed: &[u8]) -> Result<Secret, SecretError> {
        let bytes = age::decrypt(&self.identity, sealed).map_err(|_| SecretError::Open)?;
        String::from_utf8(bytes).map(Secret::new).map_err(|_| SecretError::Open)
    }
}

impl fmt::Debug for SecretBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretBox({})", self.recipient)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_with_its_own_key_only() {
        let (mine, other) = (SecretBox::generate(), SecretBox::generate());
        let sealed = mine.seal(&Secret::new("s3cret")).expect("seals");
        assert_eq!(mine.open(&sealed).expect("opens").expose(), "s3cret");
        assert!(other.open(&sealed).is_err());
    }

    #[test]
    fn a_derived_key_is_of_one_console_and_one_purpose() {
        let (mine, other) = (SecretBox::generate(), SecretBox::generate());
        assert_eq!(mine.derive(&[b"a", b"1"]), mine.derive(&[b"a", b"1"]));
        assert_ne!(mine.derive(&[b"a", b"1"]), mine.derive(&[b"a", b"2"]));
        assert_ne!(mine.derive(&[b"a", b"1"]), other.derive(&[b"a", b"1"]));
    }

    #[test]
    fn the_key_file_is_made_once_and_private() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().expect("temporary directory");
        let path = dir.path().join("keys/console.agekey");
        let sealed = SecretBox::open_or_create(&path)
            .expect("made")
            .seal(&Secret::new("x"))
            .expect("seals");
        assert_eq!(
            SecretBox::open_or_create(&path)
                .expect("read")
                .open(&sealed)
                .expect("opens")
                .expose(),
            "x"
        );
        assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
    }
}
