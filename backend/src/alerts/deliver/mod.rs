//! Carrying a notice to where people read it: one file a kind of channel.

mod email;
mod handler;
mod webhook;

pub use email::{Mailer, MailerError};
pub use handler::{DELIVER, Deliverer, TitleFn};
pub use webhook::{new_secret, send, sign};

use arkan_domain::alerts::{Failure, Transition, Urgency};
use arkan_locales::Lang;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use url::Url;
use uuid::Uuid;

/// What is told, ready to be sent.
#[derive(Clone, Debug)]
pub struct Notice {
    /// The notification's id: the same at every attempt, so that a receiver can tell a repetition.
    pub id: Uuid,
    pub transition: Transition,
    /// When the transition happened.
    pub at: DateTime<Utc>,
    /// What it is about, in the channel's language.
    pub title: String,
    pub lang: Lang,
    /// The page that shows it.
    pub url: Url,
    /// None for a test.
    pub alert: Option<AlertFacts>,
}

/// What a machine wants to know of an alert.
#[derive(Clone, Debug, Serialize)]
pub struct AlertFacts {
    pub id: Uuid,
    /// The same for every alert of the same trouble.
    pub fingerprint: String,
    /// `check.down`, `backup.drill_failed`, …
    pub kind: String,
    pub params: Value,
    pub source: String,
    pub severity: Urgency,
    pub state: String,
    pub project: Option<String>,
    pub environment: Option<String>,
    pub first_failure_at: DateTime<Utc>,
    pub fired_at: DateTime<Utc>,
    pub resolved_at: Option<DateTime<Utc>>,
}

/// Why a notice did not arrive.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{failure} {detail}")]
pub struct DeliveryError {
    pub failure: Failure,
    /// The fact to the code: the status, what the server said.
    pub detail: String,
    /// Whether it may work later.
    pub retry: bool,
}

#[cfg(test)]
mod tests;
