//! Rate limits: by address for everyone, by token for machines (GCRA, crate `governor`).

use arkan_app::page::ClientAddress;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock as _, clock::DefaultClock};
use http::{HeaderMap, StatusCode, header};
use std::{net::IpAddr, num::NonZeroU32, sync::Arc};

/// The limits, each with what it remembers.
#[derive(Clone, Default)]
pub struct Limits {
    addresses: Option<Arc<DefaultKeyedRateLimiter<IpAddr>>>,
    tokens: Option<Arc<DefaultKeyedRateLimiter<u64>>>,
}

impl Limits {
    /// Requests a minute; 0 for no limit. A quarter of a minute's worth may come at once.
    #[must_use]
    pub fn new(per_address: u32, per_token: u32) -> Self {
        Self {
            addresses: keyed(per_address),
            tokens: keyed(per_token),
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

    fn check(&self, headers: &HeaderMap, address: Option<IpAddr>) -> Result<(), u64> {
        let token = headers.get(header::AUTHORIZATION).or_else(|| headers.get("x-api-key"));
        match (token, &self.tokens, &self.addresses) {
            (Some(token), Some(limiter), _) => wait(limiter, &fingerprint(token.as_bytes())),
            (None, _, Some(limiter)) => address.map_or(Ok(()), |address| wait(limiter, &group(address))),
            _ => Ok(()),
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

fn fingerprint(token: &[u8]) -> u64 {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    token.hash(&mut hasher);
    hasher.finish()
}

/// Refuses with 429 and `Retry-After` when a limit is reached.
pub async fn enforce(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    let address = request
        .extensions()
        .get::<ClientAddress>()
        .and_then(|address| address.0);
    match limits.check(request.headers(), address) {
        Ok(()) => next.run(request).await,
        Err(seconds) => {
            ::metrics::counter!("arkan_http_limited_total").increment(1);
            let body = axum::Json(serde_json::json!({ "errorDetails": "too many requests" }));
            (
                StatusCode::TOO_MANY_REQUESTS,
                [(header::RETRY_AFTER, seconds.to_string())],
                body,
            )
                .into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_stopped_and_another_is_not() {
        let limits = Limits::new(8, 0);
        let (one, other): (IpAddr, IpAddr) = ([1, 1, 1, 1].into(), [2, 2, 2, 2].into());
        let headers = HeaderMap::new();
        assert!(limits.check(&headers, Some(one)).is_ok());
        assert!(limits.check(&headers, Some(one)).is_ok());
        let seconds = limits.check(&headers, Some(one)).expect_err("the burst is used up");
        assert!((1..=9).contains(&seconds));
        assert!(limits.check(&headers, Some(other)).is_ok());
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_count_together() {
        let a: IpAddr = "2001:db8::1".parse().expect("an address");
        let b: IpAddr = "2001:db8::ffff:1".parse().expect("an address");
        assert_eq!(group(a), group(b));
    }
}
