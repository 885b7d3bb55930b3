//! What a server runs for the pillar.

use super::{
    deliver::{Deliverer, Mailer, MailerError, TitleFn},
    probes::{Console, Prober},
    scheduler::Scheduler,
};
use crate::{
    Backend,
    outbound::{Outbound, SetupError},
};
use url::Url;

/// How many checks one process asks at a time: most of them wait for the network.
const CONCURRENCY: usize = 32;

/// What a server runs: the scheduler as a task, the deliverer as the handler of the jobs of kind
/// [`DELIVER`](super::deliver::DELIVER).
pub struct Workers {
    pub scheduler: Scheduler,
    pub deliverer: Deliverer,
}

/// Why checks and notifications cannot run.
#[derive(Debug, thiserror::Error)]
pub enum WorkersError {
    #[error("ARKAN_OUTBOUND_CA_FILE: {0}")]
    Outbound(#[from] SetupError),
    #[error(transparent)]
    Mailer(#[from] MailerError),
}

/// Builds both from the settings. `health` is where this process answers `/healthz`; `title` puts alerts into words.
///
/// # Errors
/// When the settings of outbound calls or mail cannot be used.
pub fn workers(backend: &Backend, health: Url, title: TitleFn) -> Result<Workers, WorkersError> {
    let settings = &backend.settings;
    let outbound = Outbound::of(settings)?;
    let mailer = match &settings.smtp_url {
        Some(url) => Some(Mailer::new(url, &settings.mail_from, settings.outbound_ca_file.as_deref())?),
        None => None,
    };
    let console = Console::new(backend.pool.clone(), health, &outbound)?;
    let prober = Prober::new(outbound.clone(), Some(console));
    Ok(Workers {
        scheduler: Scheduler::new(backend.clone(), prober, CONCURRENCY),
        deliverer: Deliverer::new(outbound, mailer, title),
    })
}
