use crate::{
    boot::{self, BootError, Database},
    config::Config,
    http::{self, Assets, HttpSettings, Limits},
    logging, workers,
};
use arkan_app::page::AppState;
use arkan_backend::{Backend, db::ConnectError, identity};
use metrics_exporter_prometheus::PrometheusHandle;
use std::path::{Path, PathBuf};
use tokio::{net::TcpListener, signal::unix::SignalKind, task::JoinSet};
use tokio_util::sync::CancellationToken;

/// Starts the console and serves until it is told to stop.
pub async fn run(config: Config) -> Result<(), BootError> {
    let _sentry = logging::start(&config);
    let assets = Assets::open(&site_dir(&config))?;
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        format!(
            "cannot listen on {} ({error}): choose another with ARKAN_LISTEN",
            config.listen
        )
    })?;
    let metrics = http::install_metrics()?;
    http::describe_metrics();

    let database = Database::open(&config).await?;
    let stop = CancellationToken::new();
    stop_on_signal(stop.clone())?;
    let (backend, from_snapshot) = match boot::backend(&config, &database).await {
        Ok(backend) => (Ok(backend), false),
        Err(error) if away(&config, &error) => {
            let found = boot::backend_from_snapshot(&config, &database).await;
            (found.and_then(|found| found.ok_or(error)), true)
        }
        Err(error) => (Err(error), false),
    };
    let served = match backend {
        Ok(backend) => {
            let console = Console {
                config: &config,
                backend: &backend,
                limits: Limits::new(config.rate_per_address, config.rate_per_token),
                stop: &stop,
            };
            let served = console.run(&assets, listener, metrics, from_snapshot).await;
            backend.pool.close().await;
            served
        }
        Err(error) => Err(error),
    };
    database.close().await;
    tracing::info!("stopped");
    served
}

/// Whether a database that is not ours does not answer: it may be back in a moment.
fn away(config: &Config, error: &BootError) -> bool {
    let unreachable = matches!(error.downcast_ref(), Some(ConnectError::Unreachable(_)));
    config.database_url.is_some() && unreachable
}

/// What serves while the process runs.
struct Console<'a> {
    config: &'a Config,
    backend: &'a Backend,
    limits: Limits,
    stop: &'a CancellationToken,
}

impl Console<'_> {
    async fn run(
        &self,
        assets: &Assets,
        listener: TcpListener,
        metrics: PrometheusHandle,
        from_snapshot: bool,
    ) -> Result<(), BootError> {
        let state = AppState {
            backend: self.backend.clone(),
            assets: assets.prefix().into(),
        };
        let settings = HttpSettings {
            public_url: self.config.public_url.clone(),
            trusted_proxies: self.config.trusted_proxies.clone(),
            limits: self.limits.clone(),
            metrics,
            metrics_open: self.config.metrics_open,
            stop: self.stop.clone(),
        };
        let router = http::router(state, assets, settings);
        let serving = http::serve(listener, router, self.stop.clone());
        let (served, mut tasks) = if from_snapshot {
            println!("Arkan answers flags from its snapshot; the database does not answer yet");
            let (served, tasks) = tokio::join!(serving, self.recover());
            (served, tasks?)
        } else {
            boot::prepare(self.backend).await?;
            let tasks = self.work().await?;
            (serving.await, tasks)
        };
        self.stop.cancel();
        while tasks.join_next().await.is_some() {}
        Ok(served?)
    }

    /// Starts what runs beside the requests, and says that the console is ready.
    async fn work(&self) -> Result<JoinSet<()>, BootError> {
        let tasks = workers::start(self.backend, self.config.listen, &self.limits, self.stop)?;
        announce(self.config, self.backend).await?;
        Ok(tasks)
    }

    /// Begins to work as soon as the database is there.
    async fn recover(&self) -> Result<JoinSet<()>, BootError> {
        tokio::select! {
            () = boot::wait_for_database(self.backend) => {}
            () = self.stop.cancelled() => return Ok(JoinSet::new()),
        }
        let tasks = self.work().await;
        if tasks.is_err() {
            // A console that serves and does nothing would look well.
            self.stop.cancel();
        }
        tasks
    }
}

/// Where the site's files are: as configured, beside the binary, or where a build in the checkout puts them.
fn site_dir(config: &Config) -> PathBuf {
    let beside = std::env::current_exe()
        .ok()
        .and_then(|exe| Some(exe.parent()?.join("site")));
    let built = std::env::var_os("CARGO_TARGET_DIR").map(|target| Path::new(&target).join("site"));
    config
        .site_dir
        .clone()
        .or_else(|| [beside, built].into_iter().flatten().find(|path| path.is_dir()))
        .unwrap_or_else(|| PathBuf::from("target/site"))
}

/// Prints the one line that people look for.
async fn announce(config: &Config, backend: &Backend) -> Result<(), BootError> {
    let url = &config.public_url;
    if identity::needs_setup(backend).await? {
        let token = identity::setup_link(backend).await?;
        println!(
            "Arkan is ready. Set it up (the link works once, for 24 hours): {url}setup/{}",
            token.expose()
        );
    } else {
        println!("Arkan is ready: {url}");
    }
    tracing::info!(listen = %config.listen, "ready");
    Ok(())
}

fn stop_on_signal(stop: CancellationToken) -> std::io::Result<()> {
    let mut terminate = tokio::signal::unix::signal(SignalKind::terminate())?;
    let mut interrupt = tokio::signal::unix::signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping: requests in flight are finished first");
        stop.cancel();
    });
    Ok(())
}
