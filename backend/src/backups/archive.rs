//! Reads what was stored: whether it is what was written, and what is in it.

use super::halt::Halt;
use age::{DecryptError, Decryptor, x25519::Identity};
use arkan_domain::backups::Failure;
use sha2::{Digest, Sha256};
use std::{io, path::Path};
use tokio::{
    fs::File,
    io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader},
};
use tokio_util::compat::{FuturesAsyncReadCompatExt as _, TokioAsyncReadCompatExt as _};

const BUFFER: usize = 128 * 1024;

/// Compares size and SHA-256 of a file with what was recorded when it was written.
pub(super) async fn verify(path: &Path, size_bytes: u64, sha256: &[u8]) -> Result<(), Halt> {
    let mut file = match File::open(path).await {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(Halt::failed(Failure::MissingFile, path.display()));
        }
        Err(error) => return Err(Halt::file(path)(error)),
    };
    let found = file.metadata().await.map_err(Halt::file(path))?.len();
    if found < size_bytes {
        return Err(Halt::failed(Failure::Truncated, format!("{found} / {size_bytes} B")));
    }
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; BUFFER];
    loop {
        let count = file.read(&mut buffer).await.map_err(Halt::file(path))?;
        if count == 0 {
            break;
        }
        hasher.update(&buffer[..count]);
    }
    let digest = hasher.finalize();
    if found == size_bytes && digest[..] == *sha256 {
        return Ok(());
    }
    let detail = format!(
        "SHA-256 {}, {found} B; recorded {}, {size_bytes} B",
        hex::encode(digest),
        hex::encode(sha256)
    );
    Err(Halt::failed(Failure::ChecksumMismatch, detail))
}

/// Decrypts a file into another, which only its owner can read.
pub(super) async fn decrypt(from: &Path, to: &Path, identities: &[Identity]) -> Result<(), Halt> {
    let input = File::open(from).await.map_err(Halt::file(from))?;
    let input = BufReader::with_capacity(BUFFER, input).compat();
    let decryptor = Decryptor::new_async_buffered(input)
        .await
        .map_err(|error| refused(&error))?;
    let identities = identities.iter().map(|identity| identity as &dyn age::Identity);
    let mut plain = decryptor
        .decrypt_async(identities)
        .map_err(|error| refused(&error))?
        .compat();
    let mut options = File::options();
    options.write(true).create_new(true).mode(0o600);
    let mut out = options.open(to).await.map_err(Halt::file(to))?;
    let mut buffer = vec![0; BUFFER];
    loop {
        // What does not authenticate is an error of reading, a full disk one of writing.
        let count = plain
            .read(&mut buffer)
            .await
            .map_err(|error| Halt::failed(Failure::NotDecrypted, error))?;
        if count == 0 {
            return out.flush().await.map_err(Halt::file(to));
        }
        out.write_all(&buffer[..count]).await.map_err(Halt::file(to))?;
    }
}

fn refused(error: &DecryptError) -> Halt {
    let failure = match error {
        DecryptError::NoMatchingKeys => Failure::WrongKey,
        DecryptError::Io(_) => Failure::Storage,
        _ => Failure::NotDecrypted,
    };
    Halt::failed(failure, error)
}

/// The entries of the archive's list of contents, as `pg_restore --list` prints it: comments begin with `;`.
pub(super) fn entries(list: &str) -> u64 {
    list.lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with(';'))
        .count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_no_entries() {
        assert_eq!(
            entries(";\n; Archive created at 2026\n;\n215; 1259 16386 TABLE public a arkan\n\n3; 0 0 ACL - x y\n"),
            2
        );
    }

    #[tokio::test]
    async fn each_kind_of_damage_has_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        let content = b"what was written";
        let digest = Sha256::digest(content);
        let failure = async |path: &Path| match verify(path, content.len() as u64, &digest).await {
            Ok(()) => None,
            Err(Halt::Failed(failure, _)) => Some(failure),
            Err(other) => panic!("{other:?}"),
        };
        assert_eq!(failure(&path).await, Some(Failure::MissingFile));
        std::fs::write(&path, content).unwrap();
        assert_eq!(failure(&path).await, None);
        std::fs::write(&path, b"what was").unwrap();
        assert_eq!(failure(&path).await, Some(Failure::Truncated));
        std::fs::write(&path, b"what was Written").unwrap();
        assert_eq!(failure(&path).await, Some(Failure::ChecksumMismatch));
        std::fs::write(&path, b"what was written, and more").unwrap();
        assert_eq!(failure(&path).await, Some(Failure::ChecksumMismatch));
    }
}
