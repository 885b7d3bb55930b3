//! The console's questions to itself: they need no address from anybody, and no hole in the guard for others.

use super::{Fault, Outcome, http, measure, postgres, probe};
use crate::outbound::{Outbound, SetupError};
use arkan_domain::{
    alerts::{ConsolePart, Failure, HttpMethod, Spec, Statuses},
    secret::Secret,
};
use chrono::{DateTime, Utc};
use ipnet::IpNet;
use sqlx::PgPool;
use std::{
    net::IpAddr,
    time::{Duration, Instant},
};
use url::{Host, Url};

/// The console as it reaches itself.
#[derive(Clone)]
pub struct Console {
    pool: PgPool,
    health: Url,
    /// May call the console's own address, and is used for nothing else.
    outbound: Outbound,
}

impl Console {
    /// `health` is the address of `/healthz` where this process listens: `http://127.0.0.1:3000/healthz`.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new(pool: PgPool, health: Url, outbound: &Outbound) -> Result<Self, SetupError> {
        let own: Option<IpAddr> = match health.host() {
            Some(Host::Ipv4(address)) => Some(address.into()),
            Some(Host::Ipv6(address)) => Some(address.into()),
            _ => None,
        };
        let own: Vec<IpNet> = own.map(IpNet::from).into_iter().collect();
        Ok(Self {
            pool,
            health,
            outbound: outbound.allowing(&own)?,
        })
    }

    async fn ask(&self, part: ConsolePart, timeout: Duration) -> Result<Option<String>, Fault> {
        match part {
            ConsolePart::Web => {
                let question = http::Question {
                    url: &self.health,
                    method: HttpMethod::Get,
                    status: &Statuses::default(),
                    contains: None,
                };
                http::ask(&self.outbound, &question, None, timeout).await
            }
            ConsolePart::Database => postgres::ask_options(&self.pool.connect_options()).await,
        }
    }
}

/// Asks whatever a check asks.
#[derive(Clone)]
pub struct Prober {
    outbound: Outbound,
    console: Option<Console>,
}

impl Prober {
    /// Without `console`, checks of the console itself fail.
    #[must_use]
    pub const fn new(outbound: Outbound, console: Option<Console>) -> Self {
        Self { outbound, console }
    }

    /// Asks once.
    pub async fn probe(&self, spec: &Spec, secret: Option<&Secret>, timeout: Duration, now: DateTime<Utc>) -> Outcome {
        let Spec::Console { part } = spec else {
            return probe(&self.outbound, spec, secret, timeout, now).await;
        };
        let Some(console) = &self.console else {
            return Outcome::failed(Failure::Unconfigured, None);
        };
        measure(Instant::now(), timeout, console.ask(*part, timeout)).await
    }
}
