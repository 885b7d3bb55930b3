use super::{Engine, live::Live, measure};
use crate::{Backend, Error, Result, events::ALL_TOPICS, flags::queries};
use arkan_domain::ids::EnvironmentId;
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

/// How long a lost wake-up can go unnoticed.
const POLL: Duration = Duration::from_secs(10);
/// How often counts are written.
const FLUSH: Duration = Duration::from_mins(1);

/// Keeps the engines up to date and writes what they count, until `stop`; then it writes once more.
pub async fn run(backend: Backend, stop: CancellationToken) {
    tokio::join!(
        follow(&backend, &stop),
        watch_tokens(&backend, &stop),
        measure(&backend, &stop)
    );
}

/// Reads again what changed since the engines were built. While it fails, they answer as before.
///
/// # Errors
/// When the database does not answer.
pub async fn reload(backend: &Backend) -> Result<()> {
    let engines = &backend.flags;
    let _one_at_a_time = engines.loading.lock().await;
    let known = engines.live.load_full();
    let mut next: HashMap<EnvironmentId, Arc<Live>> = HashMap::new();
    for (_, environment, revision) in queries::revisions(&backend.pool).await? {
        let live = match known.get(&environment) {
            Some(live) if live.engine.load().revision == revision => live.clone(),
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
        if let Err(error) = reload(backend).await {
            tracing::warn!(%error, "the flags could not be read; they are served as they were");
        }
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(POLL) => break,
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
