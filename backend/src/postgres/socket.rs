use super::{Account, Error, account::short_name};
use std::{
    fs,
    os::unix::{ffi::OsStrExt, fs::MetadataExt},
    path::{Path, PathBuf},
};

/// `sun_path` holds 108 bytes with its final zero.
const LONGEST: usize = 107;
/// What Postgres adds to the directory.
const NAME: &str = "/.s.PGSQL.5432";

/// A private directory for the server's socket: `<home>/socket`, or a short one in `$XDG_RUNTIME_DIR` or `/tmp` when
/// that path is too long for a socket.
pub(super) fn directory(home: &Path, account: Account) -> Result<PathBuf, Error> {
    let dir = place(home, account);
    account.private_dir(&dir)?;
    // In /tmp anybody could have made it first: only a directory of the right owner, closed to others, will do.
    let private = fs::symlink_metadata(&dir)
        .is_ok_and(|meta| meta.is_dir() && meta.uid() == account.uid && meta.mode() & 0o7777 == 0o700);
    if private {
        Ok(dir)
    } else {
        Err(Error::SocketDirectory {
            path: dir,
            owner: account.uid,
        })
    }
}

/// Removes the directory of a server that is gone for good.
pub(super) fn remove(home: &Path, account: Account) {
    let _ = fs::remove_dir_all(place(home, account));
}

fn place(home: &Path, account: Account) -> PathBuf {
    let near = home.join("socket");
    if fits(&near) {
        return near;
    }
    let parent = std::env::var_os("XDG_RUNTIME_DIR")
        .map(PathBuf::from)
        .filter(|dir| !account.other && dir.is_dir());
    let parent = parent.filter(|dir| fits(&dir.join("arkan-000000000000")));
    parent
        .unwrap_or_else(|| "/tmp".into())
        .join(format!("arkan-{}", short_name(home)))
}

fn fits(dir: &Path) -> bool {
    dir.as_os_str().as_bytes().len() + NAME.len() <= LONGEST
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_long_path_gets_a_short_socket() {
        let base = tempfile::tempdir().unwrap();
        let account = Account::for_data(base.path()).unwrap();
        assert_eq!(directory(base.path(), account).unwrap(), base.path().join("socket"));
        let long = base.path().join("x".repeat(100));
        fs::create_dir(&long).unwrap();
        let short = directory(&long, account).unwrap();
        assert!(fits(&short), "{}", short.display());
        assert_eq!(directory(&long, account).unwrap(), short);
        fs::set_permissions(&short, fs::Permissions::from_mode(0o755)).unwrap();
        assert!(matches!(directory(&long, account), Err(Error::SocketDirectory { .. })));
        remove(&long, account);
        assert!(!short.exists());
    }
}
