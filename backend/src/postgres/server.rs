use super::{Account, Binaries, Error, Target, cluster::ROLE, error::Doing, postmaster, tools};
use rustix::process::{Pid, Signal, kill_process};
use sqlx::{ConnectOptions, Connection, postgres::PgConnectOptions};
use std::{
    fs::{File, OpenOptions},
    io::{Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use tokio::process::Child;

/// How long a server may take until it answers, recovery apart.
const START: Duration = Duration::from_mins(1);
/// How long it may recover after a crash: it says "starting up" meanwhile.
const RECOVERY: Duration = Duration::from_mins(30);
/// How long a fast shutdown may take (it writes a checkpoint), and then an immediate one.
const FAST: Duration = Duration::from_mins(1);
const IMMEDIATE: Duration = Duration::from_secs(10);
/// When the log is put aside at a start, in bytes.
const LOG_LIMIT: u64 = 10_000_000;

/// Everything that a server is started from, and started again.
#[derive(Clone, Debug)]
pub(super) struct Launch {
    pub binaries: Binaries,
    pub account: Account,
    pub data: PathBuf,
    pub socket: PathBuf,
    pub log: PathBuf,
    pub settings: &'static [&'static str],
}

impl Launch {
    /// Starts the server and waits until it answers. What still runs on the data is stopped first.
    pub async fn start(&self) -> Result<Server, Error> {
        postmaster::clear(&self.data).await;
        let (log, from) = self.open_log()?;
        let mut command = tools::bare(&self.binaries.program("postgres")?);
        self.account.apply(&mut command);
        command.arg("-D").arg(&self.data);
        let socket = self.socket.display().to_string().replace('"', "\"\"");
        for setting in [
            "listen_addresses=".to_owned(),
            "port=5432".to_owned(),
            format!("unix_socket_directories=\"{socket}\""),
            "unix_socket_permissions=0700".to_owned(),
            format!("cluster_name={}", postmaster::cluster_name(&self.data)),
            "log_timezone=UTC".to_owned(),
            "timezone=UTC".to_owned(),
        ] {
            command.arg("-c").arg(setting);
        }
        for setting in self.settings {
            command.arg("-c").arg(setting);
        }
        let errors = log.try_clone().doing("could not open", &self.log)?;
        command.stdout(log).stderr(errors).current_dir("/").kill_on_drop(false);
        let child = command
            .spawn()
            .doing("could not run", self.binaries.dir().join("postgres"))?;
        let mut server = Server {
            child,
            farewell: Signal::INT,
        };
        match self.wait_until_ready(&mut server).await {
            Ok(()) => Ok(server),
            Err(detail) => {
                server.stop().await;
                let said = self.said_since(from);
                let detail = if said.is_empty() {
                    detail
                } else {
                    format!("{detail}: {said}")
                };
                Err(Error::NotStarted {
                    detail,
                    log: self.log.clone(),
                })
            }
        }
    }

    pub fn options(&self, database: &str) -> PgConnectOptions {
        options(&self.socket, database)
    }

    pub fn target(&self, database: &str) -> Target {
        target(&self.socket, database)
    }

    async fn wait_until_ready(&self, server: &mut Server) -> Result<(), String> {
        let options = self.options("postgres").disable_statement_logging();
        let began = Instant::now();
        let mut limit = START;
        loop {
            match tokio::time::timeout(Duration::from_secs(10), options.connect()).await {
                Ok(Ok(connection)) => {
                    let _ = connection.close().await;
                    return Ok(());
                }
                // 57P03: it is there and recovers.
                Ok(Err(sqlx::Error::Database(error))) if error.code().as_deref() == Some("57P03") => limit = RECOVERY,
                Ok(Err(sqlx::Error::Database(error))) => return Err(error.message().to_owned()),
                _ => {}
            }
            if let Ok(Some(status)) = server.child.try_wait() {
                return Err(format!("it ended at once ({status})"));
            }
            if began.elapsed() > limit {
                return Err(format!("it did not answer within {} s", limit.as_secs()));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn open_log(&self) -> Result<(File, u64), Error> {
        if std::fs::metadata(&self.log).is_ok_and(|meta| meta.len() > LOG_LIMIT) {
            let _ = std::fs::rename(&self.log, self.log.with_extension("log.1"));
        }
        let file = OpenOptions::new()
            .append(true)
            .create(true)
            .open(&self.log)
            .doing("could not open", &self.log)?;
        let from = file.metadata().doing("could not open", &self.log)?.len();
        Ok((file, from))
    }

    /// What the server wrote since a place in its log.
    fn said_since(&self, from: u64) -> String {
        let mut said = Vec::new();
        if let Ok(mut file) = File::open(&self.log)
            && file.seek(SeekFrom::Start(from)).is_ok()
        {
            let _ = file.read_to_end(&mut said);
        }
        tools::tail(&said)
    }
}

/// How a driver connects to a server of ours.
pub(super) fn options(socket: &Path, database: &str) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .socket(socket)
        .port(5432)
        .username(ROLE)
        .database(database)
        .application_name("arkan")
        .ssl_mode(sqlx::postgres::PgSslMode::Disable)
}

/// How a program of Postgres connects to a server of ours.
pub(super) fn target(socket: &Path, database: &str) -> Target {
    Target {
        host: socket.display().to_string(),
        port: 5432,
        user: ROLE.to_owned(),
        password: None,
        database: database.to_owned(),
        settings: Vec::new(),
    }
}

/// A running postmaster. Dropped, it is asked to stop, and nobody waits for it.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    /// What it is sent when it is dropped.
    pub farewell: Signal,
}

impl Server {
    /// The process id; nothing once it has ended.
    pub fn pid(&self) -> Option<u32> {
        self.child.id()
    }

    /// Waits for its end, which nobody asked for.
    pub async fn ended(&mut self) -> String {
        self.child
            .wait()
            .await
            .map_or_else(|error| error.to_string(), |status| status.to_string())
    }

    /// Fast shutdown (open transactions are rolled back, everything is on disk), then harder means.
    pub async fn stop(&mut self) {
        for (signal, limit) in [
            (Signal::INT, FAST),
            (Signal::QUIT, IMMEDIATE),
            (Signal::KILL, IMMEDIATE),
        ] {
            self.signal(signal);
            if tokio::time::timeout(limit, self.child.wait()).await.is_ok() {
                return;
            }
            tracing::warn!(
                seconds = limit.as_secs(),
                "Postgres did not stop in time; the next means is harder"
            );
        }
    }

    /// Stops at once without a checkpoint: for data that nobody will need again.
    pub async fn discard(&mut self) {
        for signal in [Signal::QUIT, Signal::KILL] {
            self.signal(signal);
            if tokio::time::timeout(IMMEDIATE, self.child.wait()).await.is_ok() {
                return;
            }
        }
    }

    fn signal(&self, signal: Signal) {
        if let Some(pid) = self.pid().and_then(|pid| Pid::from_raw(i32::try_from(pid).ok()?)) {
            let _ = kill_process(pid, signal);
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.signal(self.farewell);
    }
}
