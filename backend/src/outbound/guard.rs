//! Resolve, check, connect to that very address: nothing can change between the check and the call.

use super::{OutboundError, address::permits, client};
use crate::Settings;
use futures::future::BoxFuture;
use ipnet::IpNet;
use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use tokio::net::TcpStream;
use url::Url;

/// How long a form waits for a name.
const FORM_LOOKUP: Duration = Duration::from_secs(3);

/// Turns a name into addresses. The operating system does, and in tests a table.
pub trait Lookup: Send + Sync {
    fn lookup(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;
}

/// `getaddrinfo`.
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn lookup(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        Box::pin(async move {
            let addresses = tokio::net::lookup_host((host.as_str(), 0)).await?;
            Ok(addresses.map(|address| address.ip()).collect())
        })
    }
}

/// Decides which addresses may be called.
#[derive(Clone)]
pub struct Guard {
    allow: Arc<[IpNet]>,
    lookup: Arc<dyn Lookup>,
}

impl Guard {
    /// Public addresses, and those of the listed networks.
    #[must_use]
    pub fn new(allow: &[IpNet], lookup: Arc<dyn Lookup>) -> Self {
        Self {
            allow: allow.into(),
            lookup,
        }
    }

    /// The guard that the configuration asks for.
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        Self::new(&settings.outbound_allow, Arc::new(SystemLookup))
    }

    /// The same with more networks.
    #[must_use]
    pub fn allowing(&self, more: &[IpNet]) -> Self {
        Self {
            allow: self.allow.iter().chain(more).copied().collect(),
            lookup: Arc::clone(&self.lookup),
        }
    }

    /// Whether the address may be called.
    ///
    /// # Errors
    /// [`OutboundError::Forbidden`] when it may not.
    pub fn check(&self, address: IpAddr) -> Result<(), OutboundError> {
        if permits(&self.allow, address) {
            Ok(())
        } else {
            Err(OutboundError::Forbidden(address))
        }
    }

    /// The addresses of a host (a name or an address) that may be called.
    ///
    /// # Errors
    /// When the name does not resolve, or to forbidden addresses only.
    pub async fn resolve(&self, host: &str) -> Result<Vec<IpAddr>, OutboundError> {
        let found = match host.parse::<IpAddr>() {
            Ok(address) => vec![address],
            Err(_) => self
                .lookup
                .lookup(host.to_owned())
                .await
                .map_err(|_| OutboundError::Dns)?,
        };
        let first = *found.first().ok_or(OutboundError::Dns)?;
        let permitted: Vec<IpAddr> = found
            .into_iter()
            .filter(|address| self.check(*address).is_ok())
            .collect();
        if permitted.is_empty() {
            Err(OutboundError::Forbidden(first))
        } else {
            Ok(permitted)
        }
    }

    /// Connects to the first permitted address of a host that answers. The caller sets the time limit.
    ///
    /// # Errors
    /// As [`resolve`](Self::resolve), and when no address answers: then what the last one said.
    pub async fn connect(&self, host: &str, port: u16) -> Result<TcpStream, OutboundError> {
        let mut outcome = OutboundError::Dns;
        for address in self.resolve(host).await? {
            match TcpStream::connect(SocketAddr::new(address, port)).await {
                Ok(stream) => return Ok(stream),
                Err(error) => outcome = error.into(),
            }
        }
        Err(outcome)
    }

    /// Whether a URL may be called as it stands: to refuse it in a form before it is ever called.
    ///
    /// # Errors
    /// When it is no web address, holds a forbidden address, or its name resolves to forbidden ones only. A name
    /// that does not resolve at all passes: it may be there tomorrow, and each call is checked again.
    pub async fn check_url(&self, url: &Url) -> Result<(), OutboundError> {
        client::check_url(self, url)?;
        match url.domain() {
            Some(domain) => self.check_host(domain).await,
            None => Ok(()),
        }
    }

    /// As [`check_url`](Self::check_url), for a host.
    ///
    /// # Errors
    /// When it is, or resolves to, forbidden addresses only.
    pub async fn check_host(&self, host: &str) -> Result<(), OutboundError> {
        match tokio::time::timeout(FORM_LOOKUP, self.resolve(host)).await {
            Ok(Err(error @ OutboundError::Forbidden(_))) => Err(error),
            _ => Ok(()),
        }
    }
}
