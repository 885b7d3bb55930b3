//! The audit trail: append-only, each row chained to the one before by SHA-256.

mod chain;
mod history;
mod queries;

pub use chain::{ChainFault, Verified, verify, verify_latest};
pub use history::{Change, history};
pub use queries::Filter;

use crate::{Backend, Result};
use arkan_domain::identity::{Action, Actor, Place, Who};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use sqlx::PgConnection;
use std::net::IpAddr;
use uuid::Uuid;

/// What is recorded of one change, besides who, when and from where.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// `flag.create`, `user.disable`, …
    pub action: &'static str,
    pub target_kind: &'static str,
    pub target_id: String,
    /// The name by which people know the target.
    pub target_label: String,
    pub place: Place,
    pub before: Option<Value>,
    pub after: Option<Value>,
    pub reason: Option<String>,
}

impl Entry {
    #[must_use]
    pub fn new(action: &'static str, target_kind: &'static str, id: impl ToString, label: impl Into<String>) -> Self {
        Self {
            action,
            target_kind,
            target_id: id.to_string(),
            target_label: label.into(),
            ..Self::default()
        }
    }

    #[must_use]
    pub fn place(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// The target as it was. A value that cannot be written as JSON is left out.
    #[must_use]
    pub fn before(mut self, value: impl Serialize) -> Self {
        self.before = chain::recorded(value);
        self
    }

    /// The target as it is now.
    #[must_use]
    pub fn after(mut self, value: impl Serialize) -> Self {
        self.after = chain::recorded(value);
        self
    }

    #[must_use]
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        self.reason = (!reason.is_empty()).then_some(reason);
        self
    }
}

/// A recorded change.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Event {
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub actor_kind: String,
    pub actor_id: Option<Uuid>,
    pub actor_label: String,
    #[sqlx(try_from = "Address")]
    pub address: Option<IpAddr>,
    pub action: String,
    pub target_kind: String,
    pub target_id: String,
    pub target_label: String,
    pub project_id: Option<Uuid>,
    pub environment_id: Option<Uuid>,
    pub before: Option<Value>,
    pub after: Option<Value>,
    pub reason: Option<String>,
    #[serde(skip)]
    pub prev_hash: Vec<u8>,
    #[serde(skip)]
    pub hash: Vec<u8>,
}

/// An optional `inet` column.
#[derive(sqlx::Type)]
#[sqlx(transparent)]
struct Address(Option<ipnet::IpNet>);

impl From<Address> for Option<IpAddr> {
    fn from(address: Address) -> Self {
        address.0.map(|net| net.addr())
    }
}

/// Writes entries at the end of the chain. Holds the chain's lock until the transaction ends.
pub(crate) async fn append(
    db: &mut PgConnection,
    now: DateTime<Utc>,
    actor: &Actor,
    entries: Vec<Entry>,
) -> Result<()> {
    let (mut seq, mut head) = queries::lock_head(db).await?;
    for entry in entries {
        seq += 1;
        let (kind, id) = match &actor.who {
            Who::User(id) => ("user", Some(id.0)),
            Who::Token(id) => ("token", Some(id.0)),
            Who::System => ("system", None),
        };
        let mut event = Event {
            seq,
            at: now,
            actor_kind: kind.to_owned(),
            actor_id: id,
            actor_label: actor.label.clone(),
            address: actor.address,
            action: entry.action.to_owned(),
            target_kind: entry.target_kind.to_owned(),
            target_id: entry.target_id,
            target_label: entry.target_label,
            project_id: entry.place.project.map(Into::into),
            environment_id: entry.place.environment.map(Into::into),
            before: entry.before,
            after: entry.after,
            reason: entry.reason,
            prev_hash: head,
            hash: Vec::new(),
        };
        event.hash = chain::hash(&event);
        queries::insert(db, &event).await?;
        head = event.hash;
    }
    Ok(())
}

/// One page of the trail, newest first. Asked for one row more than is shown, it tells whether there is more.
///
/// # Errors
/// [`crate::Error::Forbidden`] without [`Action::ReadAudit`].
pub async fn list(backend: &Backend, actor: &Actor, filter: &Filter, limit: i64) -> Result<Vec<Event>> {
    backend.allow(actor, Action::ReadAudit, Place::CONSOLE)?;
    queries::list(&backend.pool, filter, limit).await
}

/// The actions that the trail has seen, for the filter.
///
/// # Errors
/// [`crate::Error::Forbidden`] without [`Action::ReadAudit`].
pub async fn actions(backend: &Backend, actor: &Actor) -> Result<Vec<String>> {
    backend.allow(actor, Action::ReadAudit, Place::CONSOLE)?;
    queries::actions(&backend.pool).await
}
