use super::TokenPart;
use crate::{Backend, Error, Result, identity};
use arc_swap::ArcSwap;
use arkan_domain::identity::{Actor, Grant, Who};
use chrono::{DateTime, Utc};
use std::{
    collections::HashMap,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};
use tokio::{sync::watch, time::Instant};

/// How long an answer of the database holds, unless tokens change.
const FRESH: Duration = Duration::from_secs(30);
/// How long to wait for the database before what was known last holds.
const PATIENCE: Duration = Duration::from_secs(2);
/// When to ask again after the database did not answer.
const RETRY: Duration = Duration::from_secs(5);
/// Texts that stand for nobody are remembered too, but never more than this.
const MAX_TOKENS: usize = 10_000;

/// Who the tokens stand for that were seen a moment ago, by the SHA-256 of their text.
#[derive(Default)]
pub(super) struct TokenCache {
    known: RwLock<HashMap<Vec<u8>, Arc<Known>>>,
    /// Moves when tokens change: what was learnt before is asked again before it is used.
    generation: AtomicU64,
    /// Tells who waits that tokens changed.
    doubted: watch::Sender<()>,
    /// Every token that opens an environment's flags, for while the database is away.
    kept: ArcSwap<HashMap<Vec<u8>, Kept>>,
}

struct Kept {
    actor: Actor,
    expires_at: Option<DateTime<Utc>>,
}

struct Known {
    actor: Option<Actor>,
    until: Instant,
    generation: u64,
    /// Set by the one request that asks again while the others use what is known.
    asking: AtomicBool,
}

/// Ends the asking even when the request that asks is given up.
struct Asking(Arc<Known>);

impl Drop for Asking {
    fn drop(&mut self) {
        self.0.asking.store(false, Relaxed);
    }
}

impl TokenCache {
    /// Tokens changed somewhere.
    pub fn doubt(&self) {
        self.generation.fetch_add(1, Relaxed);
        self.doubted.send_replace(());
    }

    pub fn doubts(&self) -> watch::Receiver<()> {
        self.doubted.subscribe()
    }

    pub fn generation(&self) -> u64 {
        self.generation.load(Relaxed)
    }

    /// Keeps who may ask for flags while the database is away.
    pub fn keep(&self, tokens: &[TokenPart]) {
        let kept = tokens.iter().filter_map(|token| {
            let grant = Grant::Token {
                purpose: token.purpose,
                project: Some(token.project),
                environment: Some(token.environment),
            };
            let actor = Actor {
                who: Who::Token(token.id),
                label: token.name.clone(),
                grants: vec![grant],
                address: None,
            };
            let expires_at = token.expires_at;
            Some((hex::decode(&token.hash).ok()?, Kept { actor, expires_at }))
        });
        self.kept.store(Arc::new(kept.collect()));
    }

    /// Who a token stood for when the database was there last; an error when that is not known.
    fn remembered(&self, backend: &Backend, hash: &[u8], known: Option<&Known>) -> Result<Option<Actor>> {
        if let Some(kept) = self.kept.load().get(hash) {
            let live = kept.expires_at.is_none_or(|end| end > backend.clock.now());
            return Ok(live.then(|| kept.actor.clone()));
        }
        // One that stood for nobody may have been made since.
        match known.and_then(|known| known.actor.clone()) {
            Some(actor) => Ok(Some(actor)),
            None => Err(Error::Unavailable(sqlx::Error::PoolTimedOut)),
        }
    }

    pub async fn actor(&self, backend: &Backend, hash: Vec<u8>) -> Result<Option<Actor>> {
        let generation = self.generation.load(Relaxed);
        let known = self
            .known
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&hash)
            .cloned();
        if let Some(known) = &known
            && known.generation == generation
            && (Instant::now() < known.until || known.asking.swap(true, Relaxed))
        {
            return Ok(known.actor.clone());
        }
        let _asking = known.clone().map(Asking);
        if backend.flags.status.is_away() {
            return self.remembered(backend, &hash, known.as_deref());
        }
        let asked = tokio::time::timeout(PATIENCE, identity::authenticate_hash(backend, &hash, None)).await;
        let (actor, until) = match asked {
            Ok(Ok(actor)) => (actor, Instant::now() + FRESH),
            Err(_) | Ok(Err(Error::Unavailable(_))) => {
                backend.flags.suspect.notify_one();
                let actor = self.remembered(backend, &hash, known.as_deref())?;
                (actor, Instant::now() + RETRY)
            }
            Ok(Err(error)) => return Err(error),
        };
        self.remember(hash, actor.clone(), until, generation);
        Ok(actor)
    }

    fn remember(&self, hash: Vec<u8>, actor: Option<Actor>, until: Instant, generation: u64) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MAX_TOKENS && !known.contains_key(&hash) {
            known.retain(|_, known| known.actor.is_some());
            if known.len() >= MAX_TOKENS {
                known.clear();
            }
        }
        let entry = Known {
            actor,
            until,
            generation,
            asking: AtomicBool::new(false),
        };
        known.insert(hash, Arc::new(entry));
    }
}
