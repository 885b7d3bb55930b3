//! Everything the console sends to addresses that people typed: checks and webhooks (OWASP ASVS 5.0, 1.3.6, 13.2.4).
//!
//! Names are resolved once, their addresses checked, and exactly those addresses called; redirects and address
//! literals are checked again; no proxy of the environment is used.

mod address;
mod client;
mod error;
mod guard;
mod tls;

pub use client::MAX_REDIRECTS;
pub use error::OutboundError;
pub use guard::{Guard, Lookup, SystemLookup};
pub use tls::{TlsSetupError, provider};

use crate::Settings;
use bytes::{Bytes, BytesMut};
use ipnet::IpNet;
use reqwest::{Method, header::HeaderMap};
use rustls::{ClientConfig, RootCertStore};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use url::Url;

/// No more of an answer's body is read.
pub const MAX_BODY: usize = 1 << 20;

/// Why the outbound clients cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error(transparent)]
    Tls(#[from] TlsSetupError),
    #[error("cannot build the HTTP client: {0}")]
    Http(#[from] reqwest::Error),
}

/// The guarded way out: cheap to clone.
#[derive(Clone)]
pub struct Outbound {
    guard: Guard,
    roots: Arc<RootCertStore>,
    tls: ClientConfig,
    ca_file: Option<PathBuf>,
    following: reqwest::Client,
    direct: reqwest::Client,
}

/// A request to the outside.
#[derive(Clone, Debug)]
pub struct Call {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub follow_redirects: bool,
    /// For all of it, from the name to the last byte.
    pub timeout: Duration,
}

/// An answer from the outside.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    /// At most [`MAX_BODY`] bytes.
    pub body: Bytes,
}

impl Outbound {
    /// Public addresses, the listed networks; Mozilla's certificate authorities and those of a PEM file.
    ///
    /// # Errors
    /// When the file cannot be used.
    pub fn new(allow: &[IpNet], ca_file: Option<&Path>) -> Result<Self, SetupError> {
        Self::with_lookup(allow, ca_file, Arc::new(SystemLookup))
    }

    /// The way out that the configuration asks for.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn of(settings: &Settings) -> Result<Self, SetupError> {
        Self::new(&settings.outbound_allow, settings.outbound_ca_file.as_deref())
    }

    /// The same with another way to resolve names.
    ///
    /// # Errors
    /// When the file cannot be used.
    pub fn with_lookup(allow: &[IpNet], ca_file: Option<&Path>, lookup: Arc<dyn Lookup>) -> Result<Self, SetupError> {
        let roots = tls::roots(ca_file)?;
        let config = tls::client_config(roots.clone())?;
        Self::build(
            Guard::new(allow, lookup),
            Arc::new(roots),
            config,
            ca_file.map(Path::to_owned),
        )
    }

    fn build(
        guard: Guard,
        roots: Arc<RootCertStore>,
        tls: ClientConfig,
        ca_file: Option<PathBuf>,
    ) -> Result<Self, SetupError> {
        let following = client::build(&guard, tls.clone(), true)?;
        let direct = client::build(&guard, tls.clone(), false)?;
        Ok(Self {
            guard,
            roots,
            tls,
            ca_file,
            following,
            direct,
        })
    }

    /// The same with more networks: for the console's call to itself.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn allowing(&self, more: &[IpNet]) -> Result<Self, SetupError> {
        Self::build(
            self.guard.allowing(more),
            Arc::clone(&self.roots),
            self.tls.clone(),
            self.ca_file.clone(),
        )
    }

    #[must_use]
    pub const fn guard(&self) -> &Guard {
        &self.guard
    }

    /// The certificate authorities that are trusted.
    #[must_use]
    pub const fn roots(&self) -> &Arc<RootCertStore> {
        &self.roots
    }

    /// The file of additional certificate authorities.
    #[must_use]
    pub fn ca_file(&self) -> Option<&Path> {
        self.ca_file.as_deref()
    }

    /// Sends a request and reads the answer.
    ///
    /// # Errors
    /// When the guard refuses, or no answer comes in time.
    pub async fn call(&self, call: Call) -> Result<Answer, OutboundError> {
        client::check_url(&self.guard, &call.url)?;
        let client = if call.follow_redirects {
            &self.following
        } else {
            &self.direct
        };
        let request = client
            .request(call.method, call.url)
            .headers(call.headers)
            .body(call.body)
            .timeout(call.timeout);
        let mut response = request.send().await?;
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await? {
            let room = MAX_BODY - body.len();
            if chunk.len() >= room {
                body.extend_from_slice(&chunk[..room]);
                break;
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: body.freeze(),
        })
    }
}

#[cfg(test)]
mod tests;
