use super::{Error, error::Doing};
use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, SeekFrom, Write},
    path::Path,
};

/// The right to use a data directory, held by one process at a time. The kernel gives it back when the holder dies,
/// however it dies.
#[derive(Debug)]
pub struct ConsoleLock {
    file: File,
}

impl ConsoleLock {
    /// Takes the lock file `console.lock` of a data directory and writes this process's id into it.
    ///
    /// # Errors
    /// [`Error::InUse`] names the process that holds it.
    pub fn acquire(data: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(data).doing("could not create", data)?;
        Self::acquire_file(data, &data.join("console.lock"))
    }

    pub(super) fn acquire_file(data: &Path, path: &Path) -> Result<Self, Error> {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .doing("could not open", path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                let _ = file.read_to_string(&mut pid);
                let pid = if pid.trim().is_empty() {
                    "unknown".to_owned()
                } else {
                    pid.trim().to_owned()
                };
                return Err(Error::InUse { data: data.into(), pid });
            }
            Err(TryLockError::Error(source)) => {
                return Err(Error::Io {
                    doing: "could not lock",
                    path: path.into(),
                    source,
                });
            }
        }
        file.set_len(0).doing("could not write", path)?;
        file.seek(SeekFrom::Start(0)).doing("could not write", path)?;
        writeln!(file, "{}", std::process::id()).doing("could not write", path)?;
        Ok(Self { file })
    }
}

impl Drop for ConsoleLock {
    /// Closing the file is not enough: a program that is being started at this moment holds a copy of it until it runs.
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_console_is_refused_and_told_who_holds_it() {
        let dir = tempfile::tempdir().unwrap();
        let first = ConsoleLock::acquire(dir.path()).unwrap();
        let Err(Error::InUse { pid, .. }) = ConsoleLock::acquire(dir.path()) else {
            panic!("not refused")
        };
        assert_eq!(pid, std::process::id().to_string());
        // As a child holds it between fork and exec.
        let copy = first.file.try_clone().unwrap();
        drop(first);
        ConsoleLock::acquire(dir.path()).unwrap();
        drop(copy);
    }
}
