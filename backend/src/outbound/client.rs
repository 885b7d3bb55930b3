//! HTTP to the outside: every address is checked where it is resolved, every redirect where it leads.

use super::{Guard, OutboundError};
use reqwest::{
    dns::{Addrs, Name, Resolve, Resolving},
    redirect::{Attempt, Policy},
};
use rustls::ClientConfig;
use std::{net::SocketAddr, time::Duration};
use url::{Host, Url};

/// How many redirects are followed.
pub const MAX_REDIRECTS: usize = 5;
/// The longest time that opening a connection may take; requests have their own, shorter or longer limit.
const CONNECT: Duration = Duration::from_secs(10);
/// No request takes longer, whatever its caller asks for.
const LONGEST: Duration = Duration::from_mins(1);

/// Builds a client that follows redirects, or does not.
pub(super) fn build(guard: &Guard, tls: ClientConfig, follow: bool) -> Result<reqwest::Client, reqwest::Error> {
    let redirects = if follow {
        following(guard.clone())
    } else {
        Policy::none()
    };
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .dns_resolver(GuardedResolver(guard.clone()))
        .redirect(redirects)
        .no_proxy()
        .connect_timeout(CONNECT)
        .timeout(LONGEST)
        // Each check opens its own connection: it measures what a new visitor meets.
        .pool_max_idle_per_host(0)
        .user_agent(concat!("Arkan/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// Whether a URL may be asked for: http or https, and no forbidden address in it. Names are checked when resolved.
///
/// # Errors
/// What forbids it.
pub(super) fn check_url(guard: &Guard, url: &Url) -> Result<(), OutboundError> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(OutboundError::Scheme);
    }
    // The parser has turned 0x7f.1, 017700000001 and 2130706433 into the address that they mean.
    match url.host() {
        Some(Host::Ipv4(address)) => guard.check(address.into()),
        Some(Host::Ipv6(address)) => guard.check(address.into()),
        Some(Host::Domain(_)) => Ok(()),
        None => Err(OutboundError::Scheme),
    }
}

fn following(guard: Guard) -> Policy {
    Policy::custom(move |attempt: Attempt| {
        if attempt.previous().len() > MAX_REDIRECTS {
            return attempt.error(OutboundError::Redirects);
        }
        match check_url(&guard, attempt.url()) {
            Ok(()) => attempt.follow(),
            Err(error) => attempt.error(error),
        }
    })
}

struct GuardedResolver(Guard);

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.0.clone();
        Box::pin(async move {
            let addresses = guard.resolve(name.as_str()).await?;
            let addresses: Addrs = Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}
