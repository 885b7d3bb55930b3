use super::{commit, event};
use crate::{
    Backend, Error, Result,
    audit::Entry,
    flags::queries::{self, FlagState},
    projects::{Environment, Project},
};
use arkan_domain::{
    flags::FlagError,
    identity::{Action, Actor, Place},
    pillar::Severity,
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// A flag in one environment.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    pub project: &'a Project,
    pub environment: &'a Environment,
    /// The flag's key.
    pub key: &'a str,
}

impl Target<'_> {
    /// Where a permission to change it must hold.
    #[must_use]
    pub const fn place(&self) -> Place {
        Place::environment(self.project.id, self.environment.id)
    }
}

/// What a change is called in audit and timeline.
pub(super) struct Told {
    pub action: &'static str,
    pub kind: &'static str,
    pub severity: Severity,
    pub reason: String,
}

impl Told {
    pub fn new(action: &'static str, kind: &'static str, severity: Severity) -> Self {
        Self {
            action,
            kind,
            severity,
            reason: String::new(),
        }
    }
}

/// The state as audit and timeline keep it.
fn summary(state: &FlagState) -> Value {
    json!({
        "enabled": state.setting.enabled,
        "percentage": state.percentage(),
        "rules": state.draft().hash(),
        "killed": state.setting.killed,
    })
}

/// Changes what a flag does in one environment: rows, revision, audit and timeline in one transaction.
///
/// `version` is the one that the change was decided on; none for a change that must not fail because of another.
/// `apply` changes the state, or tells that there is nothing to change.
pub(super) async fn change_state(
    backend: &Backend,
    actor: &Actor,
    action: Action,
    target: Target<'_>,
    version: Option<i32>,
    apply: impl FnOnce(&mut FlagState, DateTime<Utc>) -> Result<Option<Told>> + Send,
) -> Result<()> {
    let Target {
        project,
        environment,
        key,
    } = target;
    if environment.project_id != project.id {
        return Err(Error::NotFound);
    }
    let place = target.place();
    backend.allow(actor, action, place)?;
    let mut write = backend.write(actor).await?;
    let now = write.now();
    let flag = queries::lock(write.db(), project.id, key)
        .await?
        .ok_or(Error::NotFound)?;
    if flag.archived_at.is_some() {
        return Err(FlagError::Archived.into());
    }
    queries::insert_state(write.db(), &flag, environment.id, now, &actor.label).await?;
    let before = queries::lock_state(write.db(), flag.id, environment.id)
        .await?
        .ok_or(Error::NotFound)?;
    if version.is_some_and(|version| version != before.version) {
        return Err(Error::Stale);
    }
    let mut after = before.clone();
    let Some(told) = apply(&mut after, now)? else {
        return Ok(());
    };
    after.updated_at = now;
    after.version += 1;
    queries::update_state(write.db(), &after).await?;
    queries::insert_version(write.db(), &after, told.action, &told.reason, &actor.label).await?;
    queries::touch(write.db(), flag.id, now).await?;
    queries::bump(write.db(), environment.id).await?;
    write.audit(
        Entry::new(told.action, "flag", flag.id, &flag.key)
            .place(place)
            .before(summary(&before))
            .after(summary(&after))
            .reason(&told.reason),
    );
    let params = json!({
        "key": flag.key,
        "environment": environment.name,
        "from": before.percentage(),
        "to": after.percentage(),
        "reason": told.reason,
    });
    write
        .timeline(event(told.kind, told.severity, place, project, params))
        .await?;
    commit(backend, write).await
}
