use super::{Binaries, Error};
use arkan_domain::secret::Secret;
use std::{path::PathBuf, process::Stdio, time::Duration};
use tokio::process::Command;

/// How much of what a program said goes into an error, in bytes: the end of it says why.
const DETAIL: usize = 4000;

/// A database as the programs of Postgres are told about it. They get it by environment, since everyone on the
/// machine can read command lines.
#[derive(Clone, Debug)]
pub struct Target {
    /// A host name, or the directory of a socket.
    pub host: String,
    pub port: u16,
    pub user: String,
    pub password: Option<Secret>,
    pub database: String,
    /// libpq's further settings by the names of their variables, such as `PGSSLMODE`.
    pub settings: Vec<(&'static str, String)>,
}

impl Target {
    /// Reads a connection URL as the console's configuration has it (`postgres://user:password@host:5432/db?sslmode=…`).
    /// Returns nothing when it is not one.
    #[must_use]
    pub fn from_url(text: &str) -> Option<Self> {
        let url = url::Url::parse(text)
            .ok()
            .filter(|url| matches!(url.scheme(), "postgres" | "postgresql"))?;
        let plain = |text: &str| percent_decode(text).filter(|text| !text.is_empty() && !text.contains('\0'));
        let mut target = Self {
            host: url.host_str().and_then(plain).unwrap_or_else(|| "localhost".into()),
            port: url.port().unwrap_or(5432),
            user: plain(url.username()).unwrap_or_else(|| "postgres".into()),
            password: url.password().and_then(plain).map(Secret::new),
            database: url.path().strip_prefix('/').and_then(plain).unwrap_or_default(),
            settings: Vec::new(),
        };
        for (name, value) in url.query_pairs() {
            let value = value.into_owned();
            match name.as_ref() {
                "host" => target.host = value,
                "port" => target.port = value.parse().ok()?,
                "user" => target.user = value,
                "password" => target.password = Some(Secret::new(value)),
                "dbname" => target.database = value,
                "sslmode" | "ssl-mode" => target.settings.push(("PGSSLMODE", value)),
                "sslrootcert" | "ssl-root-cert" | "ssl-ca" => target.settings.push(("PGSSLROOTCERT", value)),
                "sslcert" | "ssl-cert" => target.settings.push(("PGSSLCERT", value)),
                "sslkey" | "ssl-key" => target.settings.push(("PGSSLKEY", value)),
                _ => {}
            }
        }
        if target.database.is_empty() {
            target.database.clone_from(&target.user);
        }
        Some(target)
    }

    /// The same server, another database.
    #[must_use]
    pub fn database(mut self, name: &str) -> Self {
        name.clone_into(&mut self.database);
        self
    }

    /// The environment by which libpq, and so every program of Postgres, is told to connect here.
    #[must_use]
    pub fn env(&self) -> Vec<(String, String)> {
        let mut env = vec![
            ("PGHOST".to_owned(), self.host.clone()),
            ("PGPORT".to_owned(), self.port.to_string()),
            ("PGUSER".to_owned(), self.user.clone()),
            ("PGDATABASE".to_owned(), self.database.clone()),
            ("PGCONNECT_TIMEOUT".to_owned(), "15".to_owned()),
        ];
        env.extend(
            self.password
                .as_ref()
                .map(|password| ("PGPASSWORD".to_owned(), password.expose().to_owned())),
        );
        env.extend(
            self.settings
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone())),
        );
        env
    }
}

/// A program of Postgres with the environment of [`Target::env`]. Nothing of the console's own environment reaches it.
///
/// # Errors
/// [`Error::NoProgram`].
pub(crate) fn command(binaries: &Binaries, program: &str, env: &[(String, String)]) -> Result<Command, Error> {
    let mut command = bare(&binaries.program(program)?);
    command
        .envs(env.iter().map(|(name, value)| (name, value)))
        .env("PGAPPNAME", format!("arkan {program}"));
    Ok(command)
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let code = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&code).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// A program with an empty environment, English messages and no input, in its own process group, so that Ctrl-C on the
/// console's terminal does not reach it; killed when its handle is dropped.
pub(super) fn bare(program: &PathBuf) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("LC_ALL", "C")
        .env("PATH", "/usr/bin:/bin")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true);
    command
}

/// Runs a program to its end and returns what it printed.
///
/// # Errors
/// [`Error::Failed`] with the end of what it said, [`Error::TooSlow`].
pub(crate) async fn run(mut command: Command, limit: Duration) -> Result<String, Error> {
    let program = command.as_std().get_program().to_string_lossy().into_owned();
    let program = program.rsplit('/').next().unwrap_or_default().to_owned();
    let Ok(output) = tokio::time::timeout(limit, command.output()).await else {
        return Err(Error::TooSlow { program, limit });
    };
    let output = output.map_err(|source| Error::Io {
        doing: "could not run",
        path: program.clone().into(),
        source,
    })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = if output.stderr.is_empty() {
        output.stdout
    } else {
        output.stderr
    };
    Err(Error::Failed {
        program,
        status: output.status.to_string(),
        detail: tail(&said),
    })
}

/// The end of what a program said.
pub(crate) fn tail(said: &[u8]) -> String {
    let from = said.len().saturating_sub(DETAIL);
    String::from_utf8_lossy(&said[from..]).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read_as_the_driver_reads_them() {
        let target = Target::from_url("postgres://us%40er:p%2Fw@db.example:6432/shop?sslmode=require").unwrap();
        assert_eq!(
            (target.host.as_str(), target.port, target.database.as_str()),
            ("db.example", 6432, "shop")
        );
        assert_eq!(target.user, "us@er");
        assert_eq!(target.password.unwrap().expose(), "p/w");
        assert_eq!(target.settings, [("PGSSLMODE", "require".to_owned())]);
        let socket = Target::from_url("postgresql://arkan@localhost/arkan?host=/run/arkan").unwrap();
        assert_eq!(socket.host, "/run/arkan");
        assert!(Target::from_url("mysql://x/y").is_none());
    }

    #[tokio::test]
    async fn a_failing_program_is_quoted_and_an_endless_one_is_ended() {
        let mut command = bare(&"/bin/sh".into());
        command.args(["-c", "echo the reason >&2; exit 3"]);
        let error = run(command, Duration::from_secs(30)).await.unwrap_err().to_string();
        assert_eq!(error, "sh failed (exit status: 3): the reason");
        let mut command = bare(&"/bin/sh".into());
        command.args(["-c", "sleep 600"]);
        assert!(matches!(
            run(command, Duration::from_millis(50)).await,
            Err(Error::TooSlow { .. })
        ));
    }
}
