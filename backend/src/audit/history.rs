use super::queries;
use crate::{Backend, Result};
use arkan_domain::identity::{Action, Actor, Place};
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

/// A change of one thing, as the page of that thing tells it: without where it came from.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Change {
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub actor_label: String,
    pub action: String,
    pub environment_id: Option<Uuid>,
    pub before: Option<Value>,
    pub after: Option<Value>,
    pub reason: Option<String>,
}

/// The newest changes of one thing, for everybody who may see the place where it is.
///
/// # Errors
/// [`crate::Error::Forbidden`] for those who may not see the place.
pub async fn history(
    backend: &Backend,
    actor: &Actor,
    place: Place,
    target_kind: &str,
    target_id: &str,
    limit: i64,
) -> Result<Vec<Change>> {
    backend.allow(actor, Action::View, place)?;
    queries::history(&backend.pool, target_kind, target_id, limit).await
}
