use super::{
    Account, Binaries, ConsoleLock, Error, Target, Version,
    initdb::{initdb, major_of},
    server::{Launch, options, target},
    socket,
    supervisor::Supervisor,
};
use sqlx::{ConnectOptions, Connection, postgres::PgConnectOptions};
use std::path::{Path, PathBuf};

/// The superuser of the console's own clusters.
pub const ROLE: &str = "arkan";
/// The console's database in its own cluster.
pub const DATABASE: &str = "arkan";

/// Few connections and little memory for a server that serves one console; errors and slow starts go to the log.
const SETTINGS: &[&str] = &[
    "max_connections=100",
    "shared_buffers=128MB",
    "wal_compression=on",
    "max_wal_size=512MB",
    "log_checkpoints=off",
    "log_line_prefix=%m [%p] ",
];

/// The console's own Postgres, in `<data directory>/postgres`, reached through a private socket and no port.
#[derive(Debug)]
pub struct Cluster {
    launch: Launch,
    supervisor: Supervisor,
}

impl Cluster {
    /// Starts the cluster of a data directory, after creating it the first time: takes the console's lock, stops a
    /// server that an earlier console left behind, starts it, makes the database, and from then on starts it again
    /// whenever it dies.
    ///
    /// # Errors
    /// Another console uses the directory, no suitable PostgreSQL is installed, the directory belongs to someone else
    /// or the server does not start: each named with its remedy.
    pub async fn start(data: &Path) -> Result<Self, Error> {
        let lock = ConsoleLock::acquire(data)?;
        let account = Account::for_data(&data.join("postgres"))?;
        let home = account.home(data)?.join("postgres");
        // The owner of what is there decides, wherever it is.
        let account = Account::for_data(&home)?;
        account.private_dir(&home)?;
        let pgdata = home.join("data");
        let binaries = if let Some(major) = major_of(&pgdata)? {
            match Binaries::find(Some(major..=major)).await {
                Err(Error::NoBinaries { .. }) => {
                    return Err(Error::OtherMajor {
                        data: pgdata,
                        major,
                        found: Binaries::installed().await,
                    });
                }
                found => found?,
            }
        } else {
            let binaries = Binaries::find(None).await?;
            tracing::info!(version = %binaries.version(), data = %pgdata.display(), "creating the database cluster");
            initdb(&binaries, account, &pgdata, true).await?;
            binaries
        };
        let launch = Launch {
            binaries,
            account,
            data: pgdata,
            socket: socket::directory(&home, account)?,
            log: home.join("postgres.log"),
            settings: SETTINGS,
        };
        let server = launch.start().await?;
        let cluster = Self {
            supervisor: Supervisor::watch(launch.clone(), server, lock),
            launch,
        };
        cluster.create_database().await?;
        Ok(cluster)
    }

    /// How to reach the cluster of a console that is running: for commands beside it. Nothing when no console holds the
    /// data directory; then the command starts the cluster itself.
    ///
    /// # Errors
    /// The data directory cannot be read.
    pub fn of_running_console(data: &Path) -> Result<Option<(PgConnectOptions, Target)>, Error> {
        match ConsoleLock::acquire(data) {
            Ok(_) => return Ok(None),
            Err(Error::InUse { .. }) => {}
            Err(error) => return Err(error),
        }
        let home = Account::for_data(&data.join("postgres"))?.home(data)?.join("postgres");
        let socket = socket::directory(&home, Account::for_data(&home)?)?;
        Ok(Some((options(&socket, DATABASE), target(&socket, DATABASE))))
    }

    /// How the driver connects to the console's database.
    #[must_use]
    pub fn connect_options(&self) -> PgConnectOptions {
        self.launch.options(DATABASE)
    }

    /// How `pg_dump` and its kind connect to the console's database.
    #[must_use]
    pub fn target(&self) -> Target {
        self.launch.target(DATABASE)
    }

    /// The version of the running programs.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.launch.binaries.version()
    }

    /// The server's log, for messages.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.launch.log.clone()
    }

    /// The postmaster's process id; nothing while it is being started again.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.supervisor.pid()
    }

    /// Stops the server cleanly and gives the data directory back.
    pub async fn stop(self) {
        self.supervisor.stop().await;
    }

    async fn create_database(&self) -> Result<(), Error> {
        let mut connection = self.launch.options("postgres").connect().await?;
        let exists: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
            .bind(DATABASE)
            .fetch_one(&mut connection)
            .await?;
        if !exists {
            sqlx::query("CREATE DATABASE arkan TEMPLATE template0")
                .execute(&mut connection)
                .await?;
        }
        connection.close().await?;
        Ok(())
    }
}
