use super::{Error, error::Doing};
use rustix::process::{getegid, geteuid};
use std::{
    fs,
    os::unix::fs::{DirBuilderExt, MetadataExt, chown},
    path::{Path, PathBuf},
};

/// The operating-system user that Postgres runs as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    pub uid: u32,
    pub gid: u32,
    /// Whether that is another user than the console's own, so that children change to it.
    pub other: bool,
}

impl Account {
    /// Chooses the user: the console's own, unless that is root, whom Postgres refuses; then whoever owns the cluster
    /// already, else `postgres`, else `nobody`.
    ///
    /// # Errors
    /// [`Error::Owner`] when the data belongs to someone else, [`Error::NoAccount`] when there is nobody to change to.
    pub fn for_data(data: &Path) -> Result<Self, Error> {
        let (uid, gid) = (geteuid().as_raw(), getegid().as_raw());
        let owner = fs::metadata(data).ok().map(|meta| (meta.uid(), meta.gid()));
        if uid != 0 {
            return match owner {
                Some((owner, _)) if owner != uid => Err(Error::Owner {
                    path: data.into(),
                    owner,
                    me: uid,
                }),
                _ => Ok(Self { uid, gid, other: false }),
            };
        }
        match owner
            .filter(|(owner, _)| *owner != 0)
            .or_else(|| known("postgres"))
            .or_else(|| known("nobody"))
        {
            Some((uid, gid)) => Ok(Self { uid, gid, other: true }),
            None => Err(Error::NoAccount),
        }
    }

    /// Gives a file or directory to this user.
    pub(super) fn own(&self, path: &Path) -> Result<(), Error> {
        if self.other {
            chown(path, Some(self.uid), Some(self.gid)).doing("could not chown", path)
        } else {
            Ok(())
        }
    }

    /// Makes a directory that only this user (and root) can enter. It may exist already.
    pub(super) fn private_dir(&self, path: &Path) -> Result<(), Error> {
        match fs::DirBuilder::new().mode(0o700).create(path) {
            Ok(()) => self.own(path),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error).doing("could not create", path),
        }
    }

    /// Makes children run as this user; `std` drops root's supplementary groups with it.
    pub(super) fn apply(&self, command: &mut tokio::process::Command) {
        if self.other {
            command.uid(self.uid).gid(self.gid);
        }
    }

    /// Whether this user can walk down to a directory.
    fn reaches(&self, path: &Path) -> bool {
        path.ancestors().all(|dir| {
            fs::metadata(dir).is_ok_and(|meta| {
                let mode = meta.mode();
                let bit = match (meta.uid() == self.uid, meta.gid() == self.gid) {
                    (true, _) => 0o100,
                    (false, true) => 0o010,
                    (false, false) => 0o001,
                };
                mode & bit != 0
            })
        })
    }

    /// The directory below which this user keeps its files: `data` itself, or, when root keeps its data where nobody
    /// else can go (`/root`), a directory of its own below `/var/lib/arkan`, to which `<data>/elsewhere` then points.
    pub(super) fn home(&self, data: &Path) -> Result<PathBuf, Error> {
        fs::create_dir_all(data).doing("could not create", data)?;
        let data = data.canonicalize().doing("could not open", data)?;
        if !self.other || self.reaches(&data) {
            return Ok(data);
        }
        let home = Path::new("/var/lib/arkan").join(short_name(&data));
        fs::create_dir_all(&home).doing("could not create", &home)?;
        let link = data.join("elsewhere");
        if fs::read_link(&link).ok().as_deref() != Some(home.as_path()) {
            let _ = fs::remove_file(&link);
            std::os::unix::fs::symlink(&home, &link).doing("could not create", &link)?;
            tracing::info!(home = %home.display(), "Postgres cannot enter the data directory; its files are elsewhere");
        }
        Ok(home)
    }
}

/// A short name that stands for a path: its last part and the first bytes of its SHA-256.
pub(super) fn short_name(path: &Path) -> String {
    use sha2::{Digest, Sha256};
    use std::os::unix::ffi::OsStrExt;
    hex::encode(&Sha256::digest(path.as_os_str().as_bytes())[..6])
}

/// The ids of a user in `/etc/passwd`.
fn known(name: &str) -> Option<(u32, u32)> {
    let passwd = fs::read_to_string("/etc/passwd").ok()?;
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next()? == name).then_some(())?;
        Some((fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_directory_behind_a_closed_door_is_not_reached() {
        let dir = tempfile::tempdir().unwrap();
        let (door, inside) = (dir.path().join("door"), dir.path().join("door/inside"));
        fs::create_dir_all(&inside).unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let stranger = Account {
            uid: 54_321,
            gid: 54_321,
            other: true,
        };
        assert!(stranger.reaches(&inside));
        fs::set_permissions(&door, fs::Permissions::from_mode(0o700)).unwrap();
        assert!(!stranger.reaches(&inside));
    }

    #[test]
    fn paths_have_stable_short_names() {
        assert_eq!(short_name(Path::new("/a")), short_name(Path::new("/a")));
        assert_ne!(short_name(Path::new("/a")), short_name(Path::new("/b")));
        assert_eq!(short_name(Path::new("/a")).len(), 12);
    }
}
