//! Rules and types of the alerts pillar: what a check asks, how results become a state, the life of an alert.

mod channel;
mod error;
mod form;
mod host;
mod kinds;
mod lifecycle;
mod machine;
mod ping;
mod span;
mod spec;
mod status;

pub use channel::{ChannelDraft, ChannelForm};
pub use error::AlertError;
pub use form::{CheckDraft, CheckForm, MAX_INTERVAL, MAX_TIMEOUT, MIN_INTERVAL, Rhythm};
pub use host::parse_host_port;
pub use kinds::{
    AlertSource, ChannelKind, CheckKind, CheckState, DeliveryState, Failure, HttpMethod, TlsMode, Transition,
    UnknownText, Urgency,
};
pub use lifecycle::{AlertState, MAX_ATTEMPTS, retry_after};
pub use machine::{Change, Health};
pub use ping::PingSignal;
pub use span::{format_span, parse_span};
pub use spec::{ConsolePart, HostPort, Spec};
pub use status::Statuses;
