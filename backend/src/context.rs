use crate::{Clock, Error, Result, Write, events::Hub, postgres::Target, secrets::SecretBox};
use arkan_domain::{
    identity::{Action, Actor, Place},
    ids::ProjectId,
};
use ipnet::IpNet;
use sqlx::PgPool;
use std::{ops::Deref, path::PathBuf, sync::Arc};
use url::Url;

/// What the services need from configuration.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the console keeps keys, snapshots and, unless told otherwise, backups.
    pub data_dir: PathBuf,
    pub backup_dir: PathBuf,
    /// The age recipient of backups when the private key is kept elsewhere.
    pub backup_recipient: Option<String>,
    /// A file with the age identity that restore drills decrypt with.
    pub backup_identity_file: Option<PathBuf>,
    /// Private networks that checks and webhooks may reach.
    pub outbound_allow: Vec<IpNet>,
    /// More certificate authorities for outbound TLS, PEM.
    pub outbound_ca_file: Option<PathBuf>,
    /// `smtp://user:password@host:587`, or none when no mail is sent.
    pub smtp_url: Option<Url>,
    pub mail_from: String,
    /// Where people open the console; links in mails and webhooks begin with it.
    pub public_url: Url,
    /// How Postgres' own tools (`pg_dump`) reach the console's database.
    pub database: Target,
}

/// The services' shared state: cheap to clone.
#[derive(Clone)]
pub struct Backend(Arc<Inner>);

pub struct Inner {
    pub pool: PgPool,
    pub clock: Clock,
    pub settings: Settings,
    pub secrets: SecretBox,
    pub events: Hub,
    pub flags: crate::flags::Engines,
}

impl Deref for Backend {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Backend {
    #[must_use]
    pub fn new(pool: PgPool, clock: Clock, settings: Settings, secrets: SecretBox) -> Self {
        let events = Hub::new();
        Self(Arc::new(Inner {
            pool,
            clock,
            settings,
            secrets,
            events,
            flags: crate::flags::Engines::default(),
        }))
    }

    /// Asks the permission table.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the actor may not.
    pub fn allow(&self, actor: &Actor, action: Action, place: Place) -> Result<()> {
        if actor.can(action, place) {
            Ok(())
        } else {
            Err(Error::Forbidden)
        }
    }

    /// Asks the permission table for a project, or at least one of its environments: to read what they share.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the actor may not.
    pub fn allow_within(&self, actor: &Actor, action: Action, project: ProjectId) -> Result<()> {
        if actor.can_within(action, project) {
            Ok(())
        } else {
            Err(Error::Forbidden)
        }
    }

    /// Begins a change in the name of an actor.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn write(&self, actor: &Actor) -> Result<Write> {
        Write::begin(self.clone(), actor.clone()).await
    }

    /// A backend for tests: a pool, a clock, and everything else as on a fresh machine.
    ///
    /// # Panics
    /// When no temporary directory can be made.
    #[must_use]
    #[allow(clippy::expect_used)]
    pub fn for_tests(pool: PgPool, clock: Clock) -> Self {
        let data_dir = tempfile::tempdir().expect("a temporary directory").keep();
        let settings = Settings {
            backup_dir: data_dir.join("backups"),
            data_dir,
            backup_recipient: None,
            backup_identity_file: None,
            outbound_allow: vec!["127.0.0.0/8".parse().expect("a network")],
            outbound_ca_file: None,
            smtp_url: None,
            mail_from: "arkan@example.com".to_owned(),
            public_url: Url::parse("http://127.0.0.1:3000").expect("a URL"),
            database: std::env::var("DATABASE_URL")
                .ok()
                .and_then(|url| Target::from_url(&url))
                .expect("tests run with DATABASE_URL")
                .database(pool.connect_options().get_database().unwrap_or_default()),
        };
        Self::new(pool, clock, settings, SecretBox::generate())
    }
}
