use crate::{
    boot::{self, BootError, Database},
    config::Config,
    http::{self, Assets, HttpSettings, Limits},
    logging, workers,
};
use arkan_app::page::AppState;
use arkan_backend::{Backend, identity};
use metrics_exporter_prometheus::PrometheusHandle;
use std::path::{Path, PathBuf};
use tokio::{net::TcpListener, signal::unix::SignalKind};
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
    let served = match boot::backend(&config, &database).await {
        Ok(backend) => {
            let served = with_backend(&config, &backend, &assets, listener, metrics, &stop).await;
            backend.pool.close().await;
            served
        }
        Err(error) => Err(error),
    };
    database.close().await;
    tracing::info!("stopped");
    served
}

async fn with_backend(
    config: &Config,
    backend: &Backend,
    assets: &Assets,
    listener: TcpListener,
    metrics: PrometheusHandle,
    stop: &CancellationToken,
) -> Result<(), BootError> {
    boot::prepare(backend).await?;
    let limits = Limits::new(config.rate_per_address, config.rate_per_token);
    let mut tasks = workers::start(backend, config.listen, &limits, stop)?;
    let state = AppState {
        backend: backend.clone(),
        assets: assets.prefix().into(),
    };
    let settings = HttpSettings {
        public_url: config.public_url.clone(),
        trusted_proxies: config.trusted_proxies.clone(),
        limits,
        metrics,
        metrics_open: config.metrics_open,
        stop: stop.clone(),
    };
    let router = http::router(state, assets, settings);
    announce(config, backend).await?;
    let served = http::serve(listener, router, stop.clone()).await;
    stop.cancel();
    while tasks.join_next().await.is_some() {}
    Ok(served?)
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
