//! Rate limits: by address for everyone, by token for machines (GCRA, crate `governor`).
//!
//! A header is no token until a route recognised it: before, and on every route that asks for none, a request counts
//! against its address like any other. So neither made-up tokens nor needless headers are a way around the limit, and
//! an application whose token is known does not suffer from what else happens at its address.

use arkan_app::page::ClientAddress;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock as _, clock::DefaultClock};
use http::{HeaderMap, StatusCode, header, request::Parts};
use std::{
    collections::HashSet,
    hash::{BuildHasher as _, RandomState},
    net::IpAddr,
    num::NonZeroU32,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

/// The most tokens that are remembered as known; who is forgotten counts once against its address.
const MAX_KNOWN: usize = 10_000;

/// The limits, each with what it remembers.
#[derive(Clone, Default)]
pub struct Limits {
    addresses: Option<Arc<DefaultKeyedRateLimiter<IpAddr>>>,
    tokens: Option<Arc<DefaultKeyedRateLimiter<Holder>>>,
    known: Arc<RwLock<HashSet<Holder>>>,
    hasher: RandomState,
}

/// A token's fingerprint at an address.
type Holder = (u64, Option<IpAddr>);

/// Whether a route knew the token of its request.
#[derive(Clone, Default)]
pub struct Recognised(Arc<AtomicBool>);

impl Recognised {
    /// A route found out whom the token stands for.
    pub fn mark(parts: &Parts) {
        if let Some(Self(recognised)) = parts.extensions.get() {
            recognised.store(true, Relaxed);
        }
    }
}

impl Limits {
    /// Requests a minute; 0 for no limit. A quarter of a minute's worth may come at once.
    #[must_use]
    pub fn new(per_address: u32, per_token: u32) -> Self {
        Self {
            addresses: keyed(per_address),
            tokens: keyed(per_token),
            ..Self::default()
        }
    }

    /// Forgets who has been quiet, so that memory does not grow with every address ever seen.
    pub fn sweep(&self) {
        if let Some(limiter) = &self.addresses {
            limiter.retain_recent();
        }
        if let Some(limiter) = &self.tokens {
            limiter.retain_recent();
        }
    }

    /// The token that a request claims to hold.
    fn holder(&self, headers: &HeaderMap, address: Option<IpAddr>) -> Option<Holder> {
        let token = headers
            .get(header::AUTHORIZATION)
            .or_else(|| headers.get("x-api-key"))?;
        let text = token.as_bytes().trim_ascii();
        let text = text.strip_prefix(b"Bearer ").unwrap_or(text).trim_ascii();
        Some((self.hasher.hash_one(text), address))
    }

    fn check(&self, holder: Option<Holder>, address: Option<IpAddr>) -> Result<(), u64> {
        if let Some(holder) = holder {
            if let Some(limiter) = &self.tokens {
                wait(limiter, &holder)?;
            }
            if self
                .known
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .contains(&holder)
            {
                return Ok(());
            }
        }
        match (&self.addresses, address) {
            (Some(limiter), Some(address)) => wait(limiter, &address),
            _ => Ok(()),
        }
    }

    /// Remembers a token that a route recognised, and charges the address for one that is known no more.
    fn settle(&self, holder: Holder, recognised: bool) {
        let was_known = self
            .known
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(&holder);
        if was_known == recognised {
            return;
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if recognised {
            if known.len() >= MAX_KNOWN {
                known.clear();
            }
            known.insert(holder);
        } else {
            known.remove(&holder);
            if let (Some(limiter), Some(address)) = (&self.addresses, holder.1) {
                // Whether it was one too many shows at the next request.
                let _ = limiter.check_key(&address);
            }
        }
    }
}

fn keyed<K: std::hash::Hash + Eq + Clone>(per_minute: u32) -> Option<Arc<DefaultKeyedRateLimiter<K>>> {
    let per_minute = NonZeroU32::new(per_minute)?;
    let burst = NonZeroU32::new((per_minute.get() / 4).max(1))?;
    Some(Arc::new(RateLimiter::keyed(
        Quota::per_minute(per_minute).allow_burst(burst),
    )))
}

/// Seconds to wait, when the limit is reached.
fn wait<K: std::hash::Hash + Eq + Clone>(limiter: &DefaultKeyedRateLimiter<K>, key: &K) -> Result<(), u64> {
    limiter
        .check_key(key)
        .map_err(|refused| refused.wait_time_from(DefaultClock::default().now()).as_secs() + 1)
}

/// One client has a whole /64 of IPv6: its addresses count together.
fn group(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// Refuses with 429 and `Retry-After` when a limit is reached.
pub async fn enforce(State(limits): State<Limits>, mut request: Request, next: Next) -> Response {
    let client = request.extensions().get::<ClientAddress>();
    let address = client.and_then(|address| address.0).map(group);
    let holder = limits.holder(request.headers(), address);
    if let Err(seconds) = limits.check(holder, address) {
        ::metrics::counter!("arkan_http_limited_total").increment(1);
        return (
            StatusCode::TOO_MANY_REQUESTS,
            [(header::RETRY_AFTER, seconds.to_string())],
            "Too many requests.",
        )
            .into_response();
    }
    let Some(holder) = holder else {
        return next.run(request).await;
    };
    let recognised = Recognised::default();
    request.extensions_mut().insert(recognised.clone());
    let response = next.run(request).await;
    limits.settle(holder, recognised.0.load(Relaxed));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_stopped_and_another_is_not() {
        let limits = Limits::new(8, 0);
        let (one, other): (IpAddr, IpAddr) = ([1, 1, 1, 1].into(), [2, 2, 2, 2].into());
        assert!(limits.check(None, Some(one)).is_ok());
        assert!(limits.check(None, Some(one)).is_ok());
        let seconds = limits.check(None, Some(one)).expect_err("the burst is used up");
        assert!((1..=9).contains(&seconds));
        assert!(limits.check(None, Some(other)).is_ok());
    }

    #[test]
    fn a_token_that_is_known_no_more_counts_against_its_address_again() {
        let limits = Limits::new(8, 0);
        let address: Option<IpAddr> = Some([1, 1, 1, 1].into());
        let holder = (1, address);
        limits.settle(holder, true);
        for _ in 0..5 {
            assert!(limits.check(Some(holder), address).is_ok());
        }
        // Revoked: the answer that said so is charged, and so is what comes after it.
        limits.settle(holder, false);
        assert!(limits.check(Some(holder), address).is_ok());
        assert!(limits.check(Some(holder), address).is_err());
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_count_together() {
        let a: IpAddr = "2001:db8::1".parse().expect("an address");
        let b: IpAddr = "2001:db8::ffff:1".parse().expect("an address");
        assert_eq!(group(a), group(b));
    }
}
