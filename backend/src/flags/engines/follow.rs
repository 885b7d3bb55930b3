use super::{Engine, Source, live::Live, measure, snapshot, taps};
use crate::{Backend, Error, Result, events::ALL_TOPICS, flags::queries};
use arkan_domain::ids::EnvironmentId;
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

/// How long a lost wake-up can go unnoticed.
const POLL: Duration = Duration::from_secs(10);
/// How soon a database that is away is asked again.
const RETRY: Duration = Duration::from_secs(1);
/// How often counts are written.
const FLUSH: Duration = Duration::from_mins(1);

/// Keeps the engines up to date and writes what they count, until `stop`; then it writes once more.
pub async fn run(backend: Backend, stop: CancellationToken) {
    tokio::join!(
        follow(&backend, &stop),
        watch_tokens(&backend, &stop),
        measure(&backend, &stop),
        snapshot::keep(&backend, &stop)
    );
}

/// Reads again what changed since the engines were built. While it fails, they answer as before.
///
/// # Errors
/// When the database does not answer.
pub async fn reload(backend: &Backend) -> Result<()> {
    let status = &backend.flags.status;
    let was = status.source();
    let result = read(backend).await;
    if status.note(&result, backend.clock.now()) {
        tracing::info!(was = was.name(), "the database answers again; flags are as it has them");
        // Tokens may have been made and revoked meanwhile.
        backend.flags.tokens.doubt();
    } else if was == Source::Live && status.is_away() {
        tracing::warn!("the database does not answer; flags are answered from memory");
    }
    result
}

async fn read(backend: &Backend) -> Result<()> {
    let engines = &backend.flags;
    let _one_at_a_time = engines.loading.lock().await;
    // A revision of a file may name something else than the same one of a database that was restored.
    let from_file = engines.status.is_snapshot();
    let known = engines.live.load_full();
    let mut next: HashMap<EnvironmentId, Arc<Live>> = HashMap::new();
    for (_, environment, revision) in queries::revisions(&backend.pool).await? {
        let live = match known.get(&environment) {
            Some(live) if !from_file && live.engine.load().revision == revision => live.clone(),
            Some(live) => {
                let engine = compile(backend, environment, Some(live.engine.load_full())).await?;
                live.replace(engine);
                live.clone()
            }
            None => Arc::new(Live::new(compile(backend, environment, None).await?)),
        };
        next.insert(environment, live);
    }
    let not_kept = queries::contexts::not_kept(&backend.pool).await?;
    for (environment, live) in &next {
        live.contexts.keep(!not_kept.contains(environment));
    }
    taps::follow(backend, &next).await?;
    if next.len() != known.len() || next.keys().any(|environment| !known.contains_key(environment)) {
        engines.live.store(Arc::new(next));
    }
    Ok(())
}

async fn compile(backend: &Backend, environment: EnvironmentId, before: Option<Arc<Engine>>) -> Result<Engine> {
    let loaded = queries::load(&backend.pool, environment).await?;
    let now = backend.clock.now();
    // Thousands of flags take a while to compile: not on a thread that serves requests.
    tokio::task::spawn_blocking(move || Engine::compile(environment, loaded, before.as_deref(), now))
        .await
        .map_err(Error::internal)
}

async fn follow(backend: &Backend, stop: &CancellationToken) {
    let mut events = backend.events.subscribe();
    loop {
        let read = reload(backend).await;
        if let Err(error) = &read {
            tracing::debug!(%error, "the flags could not be read; they are served as they were");
        }
        let next = tokio::time::Instant::now() + if read.is_ok() { POLL } else { RETRY };
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep_until(next) => break,
                () = backend.flags.suspect.notified() => break,
                event = events.recv() => match event {
                    Ok(topic) if matches!(&*topic, "flags" | "projects" | ALL_TOPICS) => break,
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => break,
                    Err(RecvError::Closed) => return,
                },
            }
        }
    }
}

async fn watch_tokens(backend: &Backend, stop: &CancellationToken) {
    let mut events = backend.events.subscribe();
    loop {
        let event = tokio::select! {
            () = stop.cancelled() => return,
            event = events.recv() => event,
        };
        match event {
            Ok(topic) if matches!(&*topic, "tokens" | ALL_TOPICS) => backend.flags.tokens.doubt(),
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => backend.flags.tokens.doubt(),
            Err(RecvError::Closed) => return,
        }
    }
}

async fn measure(backend: &Backend, stop: &CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(FLUSH) => {}
        }
        if let Err(error) = measure::flush(backend).await {
            tracing::warn!(%error, "what was counted could not be written and is kept");
        }
    }
    if let Err(error) = measure::flush(backend).await {
        tracing::warn!(%error, "what was counted in the last minute is lost");
    }
}
