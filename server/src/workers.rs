//! What runs beside the requests: wake-ups, jobs, schedules, checks, sweeps.

use crate::{boot::BootError, http::Limits};
use arkan_backend::{
    Backend,
    alerts::{
        Scheduler,
        deliver::{DELIVER, Deliverer, Mailer},
        probes::{Console, Prober},
    },
    backups, events, flags,
    identity::PgSessionStore,
    jobs::{self, Handler, Worker, WorkerSettings},
    outbound::Outbound,
};
use chrono::TimeDelta;
use std::{
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::Url;

/// How often what has expired is removed.
const SWEEP: Duration = Duration::from_mins(5);
/// How long finished jobs can be looked at.
const KEEP_JOBS: TimeDelta = TimeDelta::days(30);
/// How many checks of one replica may wait for an answer at the same time.
const CHECKS_AT_ONCE: usize = 32;

/// What does the work of each kind of job.
type Handlers = Vec<(&'static str, Arc<dyn Handler>)>;

/// Every kind of job that this binary can do.
fn handlers(backend: &Backend, outbound: &Outbound) -> Result<Handlers, BootError> {
    let settings = &backend.settings;
    let mailer = match &settings.smtp_url {
        Some(url) => Some(Mailer::new(
            url,
            &settings.mail_from,
            settings.outbound_ca_file.as_deref(),
        )?),
        None => None,
    };
    let deliverer = Deliverer::new(outbound.clone(), mailer, arkan_app::alerts::title);
    let mut handlers: Handlers = vec![(DELIVER, Arc::new(deliverer))];
    handlers.extend(backups::handlers());
    Ok(handlers)
}

/// Starts everything; each task ends at `stop`.
///
/// # Errors
/// When the settings of outbound calls or mail cannot be used.
pub fn start(
    backend: &Backend,
    listen: SocketAddr,
    limits: &Limits,
    stop: &CancellationToken,
) -> Result<JoinSet<()>, BootError> {
    let outbound = Outbound::of(&backend.settings)?;
    let worker = Worker::new(
        backend.clone(),
        handlers(backend, &outbound)?,
        WorkerSettings::default(),
    );
    let console = Console::new(backend.pool.clone(), own_health(listen)?, &outbound)?;
    let prober = Prober::new(outbound, Some(console));
    let mut tasks = JoinSet::new();
    tasks.spawn(events::follow(
        backend.events.clone(),
        backend.pool.clone(),
        stop.clone(),
    ));
    tasks.spawn(worker.run(stop.clone()));
    tasks.spawn(Scheduler::new(backend.clone(), prober, CHECKS_AT_ONCE).run(stop.clone()));
    tasks.spawn(backups::watch(backend.clone(), stop.clone()));
    tasks.spawn(flags::run(backend.clone(), stop.clone()));
    tasks.spawn(flags::experiments::work(backend.clone(), stop.clone()));
    tasks.spawn(flags::plans::work(backend.clone(), stop.clone()));
    tasks.spawn(sweep(backend.clone(), limits.clone(), stop.clone()));
    Ok(tasks)
}

/// Where this process answers itself: an address that listens everywhere is asked on loopback.
fn own_health(mut listen: SocketAddr) -> Result<Url, BootError> {
    if listen.ip().is_unspecified() {
        listen.set_ip(if listen.is_ipv4() {
            Ipv4Addr::LOCALHOST.into()
        } else {
            Ipv6Addr::LOCALHOST.into()
        });
    }
    Ok(Url::parse(&format!("http://{listen}/healthz"))?)
}

async fn sweep(backend: Backend, limits: Limits, stop: CancellationToken) {
    let sessions = PgSessionStore::new(backend.pool.clone(), backend.clock.clone());
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(SWEEP) => {}
        }
        limits.sweep();
        let swept = async {
            sessions.sweep().await?;
            jobs::sweep(&backend.pool, backend.clock.now(), KEEP_JOBS).await
        };
        if let Err(error) = swept.await {
            tracing::warn!(%error, "what has expired could not be removed; the next round will");
        }
    }
}
