use super::{Account, Binaries, Error, cluster::ROLE, error::Doing, tools};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

const LIMIT: Duration = Duration::from_mins(5);

/// Creates a cluster with checksums, UTF-8 and C.UTF-8 (else C) rules, and its superuser [`ROLE`].
///
/// It is made beside its place and renamed into it, so that a console that dies meanwhile leaves nothing half made.
///
/// Who may connect: anybody who can enter the socket's directory, which is 0700 of the user Postgres runs as. That is
/// `trust`, on purpose: those who can enter it (that user and root) can read the data files anyway, a password would
/// have to lie in a file beside them, and `peer` would fail wherever a container's user has no name.
pub(super) async fn initdb(binaries: &Binaries, account: Account, data: &Path, durable: bool) -> Result<(), Error> {
    let fresh = PathBuf::from(format!("{}.new", data.display()));
    if fresh.exists() {
        fs::remove_dir_all(&fresh).doing("could not remove", &fresh)?;
    }
    account.private_dir(&fresh)?;
    let first = attempt(binaries, account, &fresh, "C.UTF-8", durable).await;
    match first {
        Err(Error::Failed { detail, .. }) if detail.contains("invalid locale") => {
            attempt(binaries, account, &fresh, "C", durable).await?;
        }
        other => other?,
    }
    fs::rename(&fresh, data).doing("could not rename", &fresh)
}

async fn attempt(binaries: &Binaries, account: Account, data: &Path, locale: &str, durable: bool) -> Result<(), Error> {
    let mut command = tools::bare(&binaries.program("initdb")?);
    account.apply(&mut command);
    command
        .arg("--pgdata")
        .arg(data)
        .args([
            "--data-checksums",
            "--encoding=UTF8",
            "--auth-local=trust",
            "--auth-host=reject",
        ])
        .arg(format!("--username={ROLE}"))
        .arg(format!("--locale={locale}"))
        .current_dir("/");
    if !durable {
        command.arg("--no-sync");
    }
    tools::run(command, LIMIT).await.map(drop)
}

/// The major version that wrote a data directory; nothing when there is no cluster in it.
pub(super) fn major_of(data: &Path) -> Result<Option<u32>, Error> {
    match fs::read_to_string(data.join("PG_VERSION")) {
        Ok(text) => match text.trim().parse() {
            Ok(major) => Ok(Some(major)),
            Err(_) => Err(Error::NotACluster { data: data.into() }),
        },
        Err(_) if fs::read_dir(data).is_ok_and(|mut entries| entries.next().is_some()) => {
            Err(Error::NotACluster { data: data.into() })
        }
        Err(_) => Ok(None),
    }
}
