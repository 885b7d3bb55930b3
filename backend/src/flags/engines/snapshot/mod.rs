//! The last known flags on the disk, so that a console that starts without its database answers all the same.

mod file;
mod format;

#[cfg(test)]
mod tests;

pub use file::SnapshotError;
pub(super) use format::TokenPart;

use super::{Engine, Live};
use crate::{Backend, Error, Result, identity};
use arkan_domain::ids::EnvironmentId;
use chrono::{DateTime, Utc};
use file::Kept;
use std::{collections::HashMap, path::PathBuf, sync::Arc, time::Duration};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// The most often that the file is written.
const EVERY: Duration = Duration::from_secs(5);
/// How long a token that was made elsewhere can go unnoticed when its wake-up was lost.
const TOKENS_EVERY: Duration = Duration::from_mins(1);

/// What was read of a snapshot.
#[derive(Clone, Copy, Debug)]
pub struct Restored {
    /// When the database confirmed it last.
    pub as_of: DateTime<Utc>,
    pub flags: usize,
}

fn path(backend: &Backend) -> PathBuf {
    backend.settings.data_dir.join("flags.snapshot")
}

/// Answers from the snapshot until the database does; none when there is no snapshot.
///
/// # Errors
/// [`SnapshotError`] when the file cannot be used, as an internal error.
pub async fn restore(backend: &Backend) -> Result<Option<Restored>> {
    let (path, now) = (path(backend), backend.clock.now());
    let read = tokio::task::spawn_blocking(move || {
        let Some(kept) = file::read(&path)? else {
            return Ok(None);
        };
        let Kept {
            as_of,
            environments,
            tokens,
        } = kept;
        let engines: HashMap<EnvironmentId, Arc<Live>> = environments
            .into_iter()
            .map(|(environment, loaded)| {
                let engine = Engine::compile(environment, loaded, None, now);
                (environment, Arc::new(Live::new(engine)))
            })
            .collect();
        Ok::<_, SnapshotError>(Some((as_of, engines, tokens)))
    });
    let Some((as_of, engines, tokens)) = read.await.map_err(Error::internal)?.map_err(Error::internal)? else {
        return Ok(None);
    };
    let count = engines.values().map(|live| live.engine.load().loaded.flags.len());
    let restored = Restored {
        as_of,
        flags: count.sum(),
    };
    backend.flags.tokens.keep(&tokens);
    backend.flags.live.store(Arc::new(engines));
    backend.flags.status.restored(as_of);
    Ok(Some(restored))
}

/// What the file on the disk was made of.
#[derive(Default, PartialEq, Eq)]
struct Print {
    environments: Vec<(EnvironmentId, String)>,
    tokens: Vec<String>,
}

/// What is known between two looks.
#[derive(Default)]
struct Keeper {
    written: Option<Print>,
    tokens: Vec<TokenPart>,
    /// When the tokens were read, and what of.
    read: Option<(Instant, u64)>,
}

/// Keeps the snapshot up to date until `stop`, and once more then.
pub(super) async fn keep(backend: &Backend, stop: &CancellationToken) {
    let mut keeper = Keeper::default();
    loop {
        let stopped = tokio::select! {
            () = stop.cancelled() => true,
            () = tokio::time::sleep(EVERY) => false,
        };
        // What is answered without the database is what the file says already.
        if !backend.flags.status.is_away()
            && let Err(error) = keeper.look(backend).await
        {
            tracing::warn!(%error, "the snapshot of the flags could not be written");
        }
        if stopped {
            return;
        }
    }
}

impl Keeper {
    /// Writes the file if what it was made of changed, else notes that it still holds.
    async fn look(&mut self, backend: &Backend) -> Result<()> {
        let generation = backend.flags.tokens.generation();
        let fresh = self
            .read
            .is_some_and(|(at, of)| of == generation && at.elapsed() < TOKENS_EVERY);
        if !fresh {
            self.tokens = identity::flag_tokens(backend).await?;
            backend.flags.tokens.keep(&self.tokens);
            self.read = Some((Instant::now(), generation));
        }
        let live = backend.flags.live.load_full();
        let mut engines: Vec<Arc<Engine>> = live.values().map(|live| live.engine.load_full()).collect();
        engines.sort_by_key(|engine| engine.environment);
        let print = Print {
            environments: engines
                .iter()
                .map(|engine| (engine.environment, engine.published(false).etag.clone()))
                .collect(),
            tokens: self.tokens.iter().map(|token| token.hash.clone()).collect(),
        };
        let (path, now) = (path(backend), backend.clock.now());
        let same = self.written.as_ref() == Some(&print);
        let tokens = self.tokens.clone();
        tokio::task::spawn_blocking(move || {
            if same {
                file::confirm(&path, now)
            } else {
                file::write(&path, &engines, &tokens, now)
            }
        })
        .await
        .map_err(Error::internal)?
        .map_err(|error| {
            self.written = None;
            Error::internal(error)
        })?;
        self.written = Some(print);
        Ok(())
    }
}
