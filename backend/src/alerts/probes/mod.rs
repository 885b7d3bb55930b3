//! Asking: one file a protocol. A probe never fails; its outcome says what it found.

mod console;
mod http;
mod postgres;
mod tcp;
mod tls;

pub use console::{Console, Prober};

use crate::outbound::{Outbound, OutboundError};
use arkan_domain::{
    alerts::{Failure, Spec},
    secret::Secret,
};
use chrono::{DateTime, Utc};
use std::time::{Duration, Instant};

/// No detail is longer: it is shown in a table cell.
const MAX_DETAIL: usize = 300;

/// What a probe found.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub ok: bool,
    /// How long the answer took, also when it was not a good one.
    pub latency_ms: Option<f64>,
    pub failure: Option<Failure>,
    /// A fact to the code: the status, the date, what the other side said.
    pub detail: Option<String>,
}

/// What is wrong with an answer: the code, and the fact to it.
#[derive(Debug)]
struct Fault(Failure, Option<String>);

impl From<OutboundError> for Fault {
    fn from(error: OutboundError) -> Self {
        let detail = match &error {
            OutboundError::Forbidden(address) => Some(address.to_string()),
            OutboundError::Tls(text) | OutboundError::Io(text) | OutboundError::Protocol(text) => Some(text.clone()),
            _ => None,
        };
        Self(error.failure(), detail)
    }
}

impl Outcome {
    /// A good outcome that no probe measured.
    #[must_use]
    pub const fn good(latency_ms: Option<f64>, detail: Option<String>) -> Self {
        Self {
            ok: true,
            latency_ms,
            failure: None,
            detail,
        }
    }

    /// A failure that no probe measured.
    #[must_use]
    pub const fn failed(failure: Failure, detail: Option<String>) -> Self {
        Self {
            ok: false,
            latency_ms: None,
            failure: Some(failure),
            detail,
        }
    }
}

/// Asks once.
pub async fn probe(
    outbound: &Outbound,
    spec: &Spec,
    secret: Option<&Secret>,
    timeout: Duration,
    now: DateTime<Utc>,
) -> Outcome {
    let start = Instant::now();
    let asked = async {
        match spec {
            Spec::Http {
                url,
                method,
                status,
                contains,
                max_latency_ms,
            } => {
                let question = http::Question {
                    url,
                    method: *method,
                    status,
                    contains: contains.as_deref(),
                };
                http::ask(outbound, &question, *max_latency_ms, timeout).await
            }
            Spec::Tcp { target } => tcp::ask(outbound, target).await,
            Spec::Tls { target, days } => tls::ask(outbound, target, *days, now).await,
            Spec::Postgres {
                target,
                database,
                user,
                tls,
            } => {
                let login = postgres::Login {
                    database,
                    user,
                    password: secret,
                    tls: *tls,
                };
                postgres::ask(outbound, target, &login).await
            }
            // The prober asks the console; a heartbeat reports by itself.
            Spec::Console { .. } | Spec::Heartbeat { .. } => Err(Fault(Failure::Silent, None)),
        }
    };
    measure(start, timeout, asked).await
}

/// Turns what was found within the time limit into an outcome.
async fn measure(
    start: Instant,
    timeout: Duration,
    asked: impl Future<Output = Result<Option<String>, Fault>>,
) -> Outcome {
    let found = match tokio::time::timeout(timeout, asked).await {
        Ok(found) => found,
        Err(_) => Err(Fault(Failure::Timeout, Some(format!("{} s", timeout.as_secs())))),
    };
    let latency_ms = Some(start.elapsed().as_secs_f64() * 1000.0);
    match found {
        Ok(detail) => Outcome {
            ok: true,
            latency_ms,
            failure: None,
            detail: detail.map(short),
        },
        Err(Fault(failure, detail)) => Outcome {
            ok: false,
            latency_ms,
            failure: Some(failure),
            detail: detail.map(short),
        },
    }
}

/// A detail in one line of bearable length, without control characters.
pub(super) fn short(detail: String) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    if detail.chars().count() <= MAX_DETAIL && !detail.chars().any(char::is_control) {
        return detail;
    }
    detail.chars().take(MAX_DETAIL).map(clean).collect()
}

#[cfg(test)]
mod tests;
