use super::Error;
use std::{
    collections::BTreeSet,
    fmt,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::process::Command;

/// The major versions that the console is tested with and runs on.
pub const SUPPORTED: RangeInclusive<u32> = 15..=18;

/// A version of PostgreSQL: 15.13 is major 15, minor 13.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    pub major: u32,
    pub minor: u32,
}

impl Version {
    /// Reads the version out of what a program prints: `postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)`, and
    /// out of a server's `server_version`. A pre-release (`18beta1`) is minor 0.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text
            .split_once("(PostgreSQL)")
            .map_or(text, |(_, rest)| rest)
            .trim_start();
        let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>();
        let major = digits(text);
        let rest = &text[major.len()..];
        let minor = rest
            .strip_prefix('.')
            .map(digits)
            .and_then(|minor| minor.parse().ok())
            .unwrap_or(0);
        Some(Self {
            major: major.parse().ok()?,
            minor,
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// The directory of one installed PostgreSQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binaries {
    dir: PathBuf,
    version: Version,
}

impl Binaries {
    /// Finds the programs that run a server, newest version first: `ARKAN_PG_BIN` (which then is the only place), the
    /// directories of Debian and Red Hat, `pg_config`, `PATH`. Without a range, any of [`SUPPORTED`].
    ///
    /// # Errors
    /// [`Error::NoBinaries`] names where was looked, what was found there and what to install.
    pub async fn find(majors: Option<RangeInclusive<u32>>) -> Result<Self, Error> {
        let places = match std::env::var_os("ARKAN_PG_BIN") {
            Some(dir) => vec![PathBuf::from(dir)],
            None => places().await,
        };
        Self::find_in(&places, majors.unwrap_or(SUPPORTED), &["postgres", "initdb"]).await
    }

    /// Finds the programs that dump and restore; the version is at least `major`, as `pg_dump` must not be older than
    /// the server.
    ///
    /// # Errors
    /// [`Error::NoBinaries`] names where was looked, what was found there and what to install.
    pub async fn find_client(major: u32) -> Result<Self, Error> {
        let places = match std::env::var_os("ARKAN_PG_BIN") {
            Some(dir) => vec![PathBuf::from(dir)],
            None => places().await,
        };
        let majors = major..=(*SUPPORTED.end()).max(major);
        Self::find_in(&places, majors, &["pg_dump", "pg_restore"]).await
    }

    /// Looks into the given directories only.
    ///
    /// # Errors
    /// [`Error::NoBinaries`].
    pub(super) async fn find_in(
        places: &[PathBuf],
        majors: RangeInclusive<u32>,
        programs: &[&str],
    ) -> Result<Self, Error> {
        let mut found = BTreeSet::new();
        let mut best: Option<Self> = None;
        for dir in places {
            if !programs.iter().all(|program| dir.join(program).is_file()) {
                continue;
            }
            let Some(version) = version_of(&dir.join(programs[0])).await else {
                continue;
            };
            found.insert(format!("{version} in {}", dir.display()));
            let newer = best.as_ref().is_none_or(|best| version > best.version);
            if majors.contains(&version.major) && newer {
                best = Some(Self {
                    dir: dir.clone(),
                    version,
                });
            }
        }
        best.ok_or_else(|| Error::NoBinaries {
            wanted: if majors.start() == majors.end() {
                majors.start().to_string()
            } else {
                format!("{} to {}", majors.start(), majors.end())
            },
            programs: programs.join(" and "),
            looked: places
                .iter()
                .map(|dir| dir.display().to_string())
                .collect::<Vec<_>>()
                .join(", "),
            found: if found.is_empty() {
                "none".into()
            } else {
                Vec::from_iter(found).join("; ")
            },
            package: if programs.contains(&"postgres") {
                "postgresql".into()
            } else {
                "postgresql-client".into()
            },
        })
    }

    /// Every version that has a server on this machine, for messages: `15.13, 17.2`.
    pub(super) async fn installed() -> String {
        match Self::find_in(&places().await, u32::MAX..=u32::MAX, &["postgres", "initdb"]).await {
            Err(Error::NoBinaries { found, .. }) => format!("installed: {found}"),
            _ => String::new(),
        }
    }

    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The path of a program.
    ///
    /// # Errors
    /// [`Error::NoProgram`] when this installation does not have it.
    pub fn program(&self, name: &str) -> Result<PathBuf, Error> {
        let path = self.dir.join(name);
        if path.is_file() {
            return Ok(path);
        }
        let package = match name {
            "pg_amcheck" | "postgres" | "initdb" => format!("postgresql-{}", self.version.major),
            _ => format!("postgresql-client-{}", self.version.major),
        };
        Err(Error::NoProgram {
            program: name.to_owned(),
            dir: self.dir.clone(),
            package,
        })
    }
}

/// Where PostgreSQL may be: Debian, Red Hat, what `pg_config` says, every directory of `PATH`.
async fn places() -> Vec<PathBuf> {
    let mut places = Vec::new();
    places.extend(versioned("/usr/lib/postgresql", "", "bin"));
    places.extend(versioned("/usr", "pgsql-", "bin"));
    if let Some(output) = output_of(Path::new("pg_config"), "--bindir").await {
        places.push(PathBuf::from(output.trim()));
    }
    if let Some(path) = std::env::var_os("PATH") {
        places.extend(std::env::split_paths(&path).filter(|dir| dir.join("pg_dump").is_file()));
    }
    if places.is_empty() {
        places = vec![
            "/usr/lib/postgresql/*/bin".into(),
            "/usr/pgsql-*/bin".into(),
            "PATH".into(),
        ];
    }
    places
}

/// `<parent>/<prefix><major>/<leaf>`, newest first.
fn versioned(parent: &str, prefix: &str, leaf: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(parent) else {
        return Vec::new();
    };
    let mut dirs: Vec<(u32, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let major = entry.file_name().to_str()?.strip_prefix(prefix)?.parse().ok()?;
            Some((major, entry.path().join(leaf)))
        })
        .collect();
    dirs.sort_by_key(|(major, _)| std::cmp::Reverse(*major));
    dirs.into_iter().map(|(_, dir)| dir).collect()
}

async fn version_of(program: &Path) -> Option<Version> {
    Version::parse(&output_of(program, "--version").await?)
}

async fn output_of(program: &Path, argument: &str) -> Option<String> {
    let run = Command::new(program)
        .arg(argument)
        .env("LC_ALL", "C")
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(Duration::from_secs(10), run).await.ok()?.ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_the_programs_print_them() {
        let read = |text| Version::parse(text).map(|version| (version.major, version.minor));
        assert_eq!(
            read("postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)"),
            Some((15, 13))
        );
        assert_eq!(read("pg_dump (PostgreSQL) 18beta1"), Some((18, 0)));
        assert_eq!(read("16.4"), Some((16, 4)));
        assert_eq!(read("nothing"), None);
    }

    #[tokio::test]
    async fn the_machine_has_a_server() {
        let found = Binaries::find(None).await.unwrap();
        assert!(SUPPORTED.contains(&found.version().major));
        assert!(found.program("pg_dump").is_ok());
        assert!(matches!(found.program("pg_teleport"), Err(Error::NoProgram { .. })));
    }

    #[tokio::test]
    async fn what_is_not_there_is_named_with_the_remedy() {
        let looked = [PathBuf::from("/nowhere/bin")];
        let error = Binaries::find_in(&looked, 15..=18, &["postgres"])
            .await
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("/nowhere/bin") && error.contains("15 to 18") && error.contains("apt-get"),
            "{error}"
        );
        let error = Binaries::find(Some(14..=14)).await.unwrap_err().to_string();
        assert!(
            error.contains("PostgreSQL 14 with") && error.contains("Found: 1"),
            "{error}"
        );
    }
}
