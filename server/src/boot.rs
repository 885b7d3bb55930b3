//! From configuration to a working backend: database, migrations, keys, first-run facts.

use crate::config::Config;
use arkan_backend::{
    Backend, Clock, Settings, alerts, db, deployments, flags, guides,
    postgres::{Cluster, Target},
    projects,
    secrets::SecretBox,
};
use arkan_domain::identity::Actor;
use sqlx::{PgPool, postgres::PgConnectOptions};
use std::{str::FromStr as _, time::Duration};

/// How soon a database that is away is asked again.
const RETRY: Duration = Duration::from_secs(1);

/// Why the console cannot start, in the administrator's words.
pub type BootError = Box<dyn std::error::Error + Send + Sync>;

/// Where the database is: our own cluster, which must be stopped in the end, or somebody else's.
pub struct Database {
    pub cluster: Option<Cluster>,
    options: PgConnectOptions,
    target: Target,
}

impl Database {
    /// Finds or starts the database.
    ///
    /// # Errors
    /// What is missing or wrong, with the remedy.
    pub async fn open(config: &Config) -> Result<Self, BootError> {
        if let Some(url) = &config.database_url {
            let target = Target::from_url(url.as_str()).ok_or("DATABASE_URL is not a Postgres URL")?;
            return Ok(Self {
                cluster: None,
                options: PgConnectOptions::from_str(url.as_str())?,
                target,
            });
        }
        std::fs::create_dir_all(&config.data_dir).map_err(|error| {
            format!(
                "cannot create the data directory {}: {error}",
                config.data_dir.display()
            )
        })?;
        let cluster = Cluster::start(&config.data_dir).await?;
        Ok(Self {
            options: cluster.connect_options(),
            target: cluster.target(),
            cluster: Some(cluster),
        })
    }

    /// The same for a command that may run beside a console that holds the cluster.
    ///
    /// # Errors
    /// What is missing or wrong, with the remedy.
    pub async fn open_beside(config: &Config) -> Result<Self, BootError> {
        if config.database_url.is_none()
            && config.data_dir.is_dir()
            && let Some((options, target)) = Cluster::of_running_console(&config.data_dir)?
        {
            return Ok(Self {
                cluster: None,
                options,
                target,
            });
        }
        Self::open(config).await
    }

    /// Stops our own cluster cleanly.
    pub async fn close(self) {
        if let Some(cluster) = self.cluster {
            cluster.stop().await;
        }
    }
}

/// What a console that starts has to know and to say about itself: its checks, its guides, its own build, its flags.
///
/// # Errors
/// When the database does not answer.
pub async fn prepare(backend: &Backend) -> Result<(), BootError> {
    let own = projects::find(backend, &Actor::system("arkan"), projects::OWN_PROJECT).await?;
    alerts::first_run(backend, own.id).await?;
    guides::import(backend).await?;
    deployments::record_self(backend, env!("CARGO_PKG_VERSION"), env!("ARKAN_COMMIT")).await?;
    flags::reload(backend).await?;
    Ok(())
}

/// Connects, migrates and opens the keys.
///
/// # Errors
/// What is missing or wrong, with the remedy; nothing is half done.
pub async fn backend(config: &Config, database: &Database) -> Result<Backend, BootError> {
    let pool = db::connect(database.options.clone(), config.max_connections).await?;
    let backend = backend_on(config, database, pool)?;
    open(&backend).await?;
    Ok(backend)
}

/// The same while a database of somebody else does not answer: flags are answered from the snapshot. None when there
/// is no snapshot to answer from; then there is nothing to do without the database.
///
/// # Errors
/// When the keys or the snapshot cannot be read.
pub async fn backend_from_snapshot(config: &Config, database: &Database) -> Result<Option<Backend>, BootError> {
    let pool = db::connect_later(database.options.clone(), config.max_connections);
    let backend = backend_on(config, database, pool)?;
    let Some(restored) = flags::restore_snapshot(&backend).await? else {
        return Ok(None);
    };
    tracing::warn!(
        as_of = %restored.as_of,
        flags = restored.flags,
        "the database does not answer; flags are answered from the snapshot until it does"
    );
    Ok(Some(backend))
}

/// Waits for the database and opens it; tells the log why it cannot be used as often as the reason changes.
pub async fn wait_for_database(backend: &Backend) {
    let mut told = String::new();
    while let Err(error) = reopen(backend).await {
        let why = error.to_string();
        if why != told {
            tracing::warn!(%error, "still without the database");
            told = why;
        }
        tokio::time::sleep(RETRY).await;
    }
}

async fn reopen(backend: &Backend) -> Result<(), BootError> {
    db::check(&backend.pool).await?;
    open(backend).await?;
    prepare(backend).await
}

/// Brings the schema up to date and finds the console's own project.
async fn open(backend: &Backend) -> Result<(), BootError> {
    db::migrate(&backend.pool).await?;
    projects::ensure_own(backend).await?;
    Ok(())
}

fn backend_on(config: &Config, database: &Database, pool: PgPool) -> Result<Backend, BootError> {
    let secrets = SecretBox::open_or_create(&config.data_dir.join("keys/console.agekey"))?;
    let settings = Settings {
        data_dir: config.data_dir.clone(),
        backup_dir: config.backup_dir.clone(),
        backup_recipient: config.backup_recipient.clone(),
        backup_identity_file: config.backup_identity_file.clone(),
        outbound_allow: config.outbound_allow.clone(),
        outbound_ca_file: config.outbound_ca_file.clone(),
        smtp_url: config.smtp_url.clone(),
        mail_from: config.mail_from.clone(),
        public_url: config.public_url.clone(),
        database: database.target.clone(),
    };
    Ok(Backend::new(pool, Clock::default(), settings, secrets))
}
