//! Resolve, check, connect to that very address: nothing can change between the check and the call.

use super::{OutboundError, address::permits};
use futures::future::BoxFuture;
use ipnet::IpNet;
use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};
use tokio::net::TcpStream;

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
}
