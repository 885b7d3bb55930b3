//! What a check asks, by kind.

use super::{CheckKind, HttpMethod, Statuses, TlsMode};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use url::Url;

/// A host (name or address) and a port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostPort {
    /// Without brackets, also when it is an IPv6 address.
    pub host: String,
    pub port: u16,
}

/// A part of the console that it checks itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsolePart {
    /// Its own `/healthz`, over HTTP.
    Web,
    /// A new connection to its own database.
    Database,
}

/// What is asked. Stored as JSON; the password of a Postgres check is stored apart, sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Spec {
    Http {
        url: Url,
        method: HttpMethod,
        status: Statuses,
        /// A text that must stand in the first mebibyte of the answer.
        contains: Option<String>,
        max_latency_ms: Option<u32>,
    },
    Tcp {
        target: HostPort,
    },
    Tls {
        target: HostPort,
        /// Not well when fewer days than this are left.
        days: u32,
    },
    Postgres {
        target: HostPort,
        database: String,
        user: String,
        tls: TlsMode,
    },
    /// The console itself. Where it listens and how it reaches its database is known to it, and nothing that a form
    /// could change: so the outbound guard needs no hole.
    Console {
        part: ConsolePart,
    },
    Heartbeat {
        /// Seconds from one ping to the next.
        period: u32,
        /// Seconds that a ping may be late.
        grace: u32,
    },
}

impl Spec {
    #[must_use]
    pub const fn kind(&self) -> CheckKind {
        match self {
            Self::Http { .. } | Self::Console { part: ConsolePart::Web } => CheckKind::Http,
            Self::Tcp { .. } => CheckKind::Tcp,
            Self::Tls { .. } => CheckKind::Tls,
            Self::Postgres { .. }
            | Self::Console {
                part: ConsolePart::Database,
            } => CheckKind::Postgres,
            Self::Heartbeat { .. } => CheckKind::Heartbeat,
        }
    }

    /// What is asked, in one short line of Latin letters.
    #[must_use]
    pub fn target(&self) -> String {
        match self {
            Self::Http { url, .. } => url.to_string(),
            Self::Console { part: ConsolePart::Web } => "/healthz".to_owned(),
            Self::Console {
                part: ConsolePart::Database,
            } => "SELECT 1".to_owned(),
            Self::Tcp { target } | Self::Tls { target, .. } => target.to_string(),
            Self::Postgres {
                target, database, user, ..
            } => format!("{user}@{target}/{database}"),
            Self::Heartbeat { period, grace } => {
                format!("{} + {}", super::format_span(*period), super::format_span(*grace))
            }
        }
    }

    /// How long after a ping the next one is late. Zero for what is not a heartbeat.
    #[must_use]
    pub fn patience(&self) -> Duration {
        match self {
            Self::Heartbeat { period, grace } => Duration::from_secs(u64::from(*period) + u64::from(*grace)),
            _ => Duration::ZERO,
        }
    }

    /// How long after a start signal the end is late. Zero for what is not a heartbeat.
    #[must_use]
    pub fn grace(&self) -> Duration {
        match self {
            Self::Heartbeat { grace, .. } => Duration::from_secs(u64::from(*grace)),
            _ => Duration::ZERO,
        }
    }
}

impl std::fmt::Display for HostPort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_spec_is_read_again() {
        let spec = Spec::Tls {
            target: HostPort {
                host: "example.com".into(),
                port: 443,
            },
            days: 14,
        };
        let json = serde_json::to_value(&spec).expect("serialises");
        assert_eq!(json["kind"], "tls");
        assert_eq!(serde_json::from_value::<Spec>(json).expect("reads"), spec);
    }

    #[test]
    fn an_ipv6_target_has_brackets() {
        assert_eq!(
            HostPort {
                host: "2001:db8::1".into(),
                port: 5432
            }
            .to_string(),
            "[2001:db8::1]:5432"
        );
    }
}
