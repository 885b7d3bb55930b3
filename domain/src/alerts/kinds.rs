//! The closed sets of the pillar, as the database and URLs write them.

use crate::pillar::{Severity, State};
use crate::text_enum;

text_enum! {
    /// What a check asks.
    CheckKind {
        Http = "http",
        Tcp = "tcp",
        Tls = "tls",
        Postgres = "postgres",
        Heartbeat = "heartbeat",
    }
}

text_enum! {
    /// What a check says after its retries.
    CheckState {
        /// Nothing was measured yet.
        Unknown = "unknown",
        Up = "up",
        Down = "down",
    }
}

text_enum! {
    /// How loud an alert is.
    Urgency {
        Warning = "warning",
        Critical = "critical",
    }
}

text_enum! {
    /// Which part of the console raised an alert.
    AlertSource {
        Check = "check",
        Backup = "backup",
        Deployment = "deployment",
        System = "system",
    }
}

text_enum! {
    /// Where a notification goes.
    ChannelKind {
        Webhook = "webhook",
        Email = "email",
    }
}

text_enum! {
    /// What a notification tells.
    Transition {
        Firing = "firing",
        Resolved = "resolved",
        Test = "test",
    }
}

text_enum! {
    /// Whether a notification arrived.
    DeliveryState {
        Pending = "pending",
        Delivered = "delivered",
        /// Given up after the last attempt.
        Failed = "failed",
    }
}

text_enum! {
    /// Why a result is not good. The page puts it into words.
    Failure {
        /// The name does not resolve.
        Dns = "dns",
        /// Nothing listens there.
        Refused = "refused",
        /// No way to the host, or the connection broke.
        Unreachable = "unreachable",
        Timeout = "timeout",
        /// The TLS handshake failed or the certificate is not trusted.
        Tls = "tls",
        /// Another HTTP status than expected.
        Status = "status",
        TextMissing = "text_missing",
        TooSlow = "too_slow",
        TooManyRedirects = "too_many_redirects",
        /// The certificate has expired.
        Expired = "expired",
        /// The certificate expires within the days asked for.
        ExpiresSoon = "expires_soon",
        /// User or password refused.
        Auth = "auth",
        /// The database refused or did not answer the question.
        Database = "database",
        /// The other side does not speak the expected protocol.
        Protocol = "protocol",
        /// The heartbeat did not come in time.
        Silent = "silent",
        /// The heartbeat reported a failure.
        Reported = "reported",
        /// The heartbeat reported an exit status other than 0.
        ExitStatus = "exit_status",
        /// The outbound guard refuses the address.
        ForbiddenAddress = "forbidden_address",
        /// The console is not configured for it: no mail server, or the channel is off.
        Unconfigured = "unconfigured",
        /// The stored secret cannot be opened with the console's key.
        Secret = "secret",
    }
}

text_enum! {
    /// How a Postgres check uses TLS, in libpq's words.
    TlsMode {
        Disable = "disable",
        /// Encrypted, the certificate unchecked.
        Require = "require",
        /// Encrypted, the certificate checked against the host's name.
        VerifyFull = "verify-full",
    }
}

text_enum! {
    HttpMethod {
        Get = "GET",
        Head = "HEAD",
    }
}

impl CheckState {
    /// The state as colour, icon and word.
    #[must_use]
    pub const fn state(self, urgency: Urgency) -> State {
        match (self, urgency) {
            (Self::Unknown, _) => State::Unknown,
            (Self::Up, _) => State::Ok,
            (Self::Down, Urgency::Warning) => State::Warning,
            (Self::Down, Urgency::Critical) => State::Critical,
        }
    }
}

impl Urgency {
    /// How loud the timeline shows it.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::Warning => Severity::Warning,
            Self::Critical => Severity::Critical,
        }
    }

    /// The state of a thing whose alert is open.
    #[must_use]
    pub const fn state(self) -> State {
        match self {
            Self::Warning => State::Warning,
            Self::Critical => State::Critical,
        }
    }
}

/// A stored text that this version does not know: written by a newer one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown value {0:?}")]
pub struct UnknownText(String);

macro_rules! from_stored {
    ($($name:ty),+ $(,)?) => {$(
        impl TryFrom<String> for $name {
            type Error = UnknownText;

            fn try_from(text: String) -> Result<Self, UnknownText> {
                Self::parse(&text).ok_or(UnknownText(text))
            }
        }
    )+};
}

from_stored!(
    CheckKind,
    CheckState,
    Urgency,
    AlertSource,
    ChannelKind,
    Transition,
    DeliveryState,
    super::AlertState,
);
