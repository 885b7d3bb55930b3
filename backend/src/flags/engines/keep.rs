use super::{
    Asked,
    contexts::{MOST_CONTEXTS, day_of},
    live::Live,
};
use crate::{Backend, Error, Result, flags::queries::contexts as rows};
use arkan_domain::{
    identity::{Action, Actor, Place},
    ids::{EnvironmentId, ProjectId},
    secret::Secret,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};

/// How long a context is kept after it was drawn.
const KEEP: TimeDelta = TimeDelta::hours(24);
/// A context that is asked for again is written again only after this long.
const REFRESH: TimeDelta = TimeDelta::hours(1);

/// A context as it is stored.
#[derive(Serialize, Deserialize)]
struct Kept {
    at: DateTime<Utc>,
    asked: Asked,
}

/// The contexts of an environment by their rank in the draw.
type Contexts = BTreeMap<i64, Kept>;

/// Contexts that applications asked with in the last 24 hours, each user once, in no order that says anything: to see
/// what a draft would do to them. They may be about persons: count with them, never show them.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not change flags there.
pub async fn contexts_seen(
    backend: &Backend,
    actor: &Actor,
    project: ProjectId,
    environment: EnvironmentId,
    limit: usize,
) -> Result<Vec<Asked>> {
    backend.allow(actor, Action::EditFlags, Place::environment(project, environment))?;
    let Some(sealed) = rows::sealed(&backend.pool, project, environment).await? else {
        return Ok(Vec::new());
    };
    let since = backend.clock.now() - KEEP;
    let mut known = HashSet::new();
    Ok(open(backend, &sealed)
        .into_values()
        .filter(|kept| kept.at > since)
        .map(|kept| kept.asked)
        .filter(|asked| asked.user.is_none() || known.insert(asked.user.clone()))
        .take(limit)
        .collect())
}

/// Reads what was sealed; nothing when another key sealed it, as after a restore beside another console's data.
fn open(backend: &Backend, sealed: &[u8]) -> Contexts {
    let opened = backend.secrets.open(sealed).ok();
    opened
        .and_then(|text| serde_json::from_str(text.expose()).ok())
        .unwrap_or_default()
}

fn seal(backend: &Backend, contexts: &Contexts) -> Result<Vec<u8>> {
    let text = serde_json::to_string(contexts).map_err(Error::internal)?;
    backend.secrets.seal(&Secret::new(text)).map_err(Error::internal)
}

/// Puts what was drawn into what is stored, and forgets what is too old.
pub(super) async fn flush(
    backend: &Backend,
    environment: EnvironmentId,
    live: &Live,
    now: DateTime<Utc>,
) -> Result<()> {
    let (day, drawn) = live.contexts.take(day_of(now));
    let written = merge(backend, environment, &drawn, now).await;
    match written {
        // Only lower ones can come in while the sample is full.
        Ok(Some(limit)) => live.contexts.limit(limit),
        Ok(None) => {}
        Err(error) => {
            live.contexts.give_back(day, drawn);
            return Err(error);
        }
    }
    Ok(())
}

/// The rank that no further context may exceed; none when there was nothing to do.
async fn merge(
    backend: &Backend,
    environment: EnvironmentId,
    drawn: &BTreeMap<i64, Asked>,
    now: DateTime<Utc>,
) -> Result<Option<i64>> {
    if drawn.is_empty() && !rows::expires(&backend.pool, environment, now - KEEP).await? {
        return Ok(None);
    }
    let mut tx = backend.pool.begin().await?;
    // Whoever says that nothing is kept here waits for this, and then removes it.
    if !rows::lock_kept(&mut tx, environment).await? {
        return Ok(Some(i64::MAX));
    }
    let stored = rows::lock(&mut tx, environment).await?;
    let mut contexts = stored
        .as_deref()
        .map(|sealed| open(backend, sealed))
        .unwrap_or_default();
    let mut changed = false;
    for (rank, asked) in drawn {
        let fresh = contexts.get(rank).is_some_and(|kept| kept.at + REFRESH > now);
        if !fresh {
            let asked = asked.clone();
            contexts.insert(*rank, Kept { at: now, asked });
            changed = true;
        }
    }
    let before = contexts.len();
    contexts.retain(|_, kept| kept.at + KEEP > now);
    changed |= contexts.len() < before;
    while contexts.len() > MOST_CONTEXTS {
        contexts.pop_last();
    }
    if changed {
        match contexts.values().map(|kept| kept.at).min() {
            Some(oldest) => {
                let sealed = seal(backend, &contexts)?;
                let count = i32::try_from(contexts.len()).unwrap_or(i32::MAX);
                rows::store(&mut tx, environment, &sealed, count, oldest).await?;
            }
            None => rows::remove(&mut tx, environment).await?,
        }
    }
    tx.commit().await?;
    let last = contexts.last_key_value().map_or(i64::MAX, |(rank, _)| *rank);
    Ok(Some(if contexts.len() < MOST_CONTEXTS { i64::MAX } else { last }))
}
