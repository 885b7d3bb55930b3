use super::{commit, event};
use crate::{
    Backend, Error, Result, Write,
    audit::Entry,
    flags::{
        plans,
        queries::{self, FlagState},
        requests,
    },
    freezes,
    projects::{Environment, Project},
};
use arkan_domain::{
    flags::{FlagError, request::Proposal},
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
pub(in crate::flags) struct Told {
    pub action: &'static str,
    pub kind: &'static str,
    pub severity: Severity,
    pub reason: String,
    /// What else fills the sentence.
    pub more: Vec<(&'static str, Value)>,
}

/// On whose account a flag changes: what may hold the change, and what it means to a plan that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::flags) enum Account {
    /// A person or a token.
    Hand,
    /// The kill switch: it passes everything that holds a change.
    Kill,
    /// A request that has its approvals.
    Approved,
    /// The plan that moves the flag here, and whether it was approved.
    Plan { approved: bool },
    /// The plan that moves the flag here, taking it back: like a rollback, it passes a freeze.
    Reversal,
}

impl Account {
    const fn passes_freezes(self) -> bool {
        matches!(self, Self::Kill | Self::Reversal)
    }
}

impl Told {
    pub fn new(action: &'static str, kind: &'static str, severity: Severity) -> Self {
        Self {
            action,
            kind,
            severity,
            reason: String::new(),
            more: Vec::new(),
        }
    }

    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.more.push((name, value.into()));
        self
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

/// What came of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::flags) enum Outcome {
    Unchanged,
    Changed,
    /// It was asked for instead: the page of the request.
    Requested(String),
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
    backend.allow(actor, action, target.place())?;
    let account = match action {
        Action::KillFlag => Account::Kill,
        _ => Account::Hand,
    };
    let mut write = backend.write(actor).await?;
    match change_in(&mut write, account, target, version, apply).await? {
        Outcome::Unchanged => Ok(()),
        Outcome::Changed => commit(backend, write).await,
        Outcome::Requested(path) => {
            write.commit().await?;
            Err(Error::Requested { path })
        }
    }
}

/// Changes what a flag does in one environment inside of a larger change, whose actor may do it. The only way by which
/// a flag changes: whatever holds changes back is asked here.
pub(in crate::flags) async fn change_in(
    write: &mut Write,
    account: Account,
    target: Target<'_>,
    version: Option<i32>,
    apply: impl FnOnce(&mut FlagState, DateTime<Utc>) -> Result<Option<Told>> + Send,
) -> Result<Outcome> {
    let Target {
        project,
        environment,
        key,
    } = target;
    if environment.project_id != project.id {
        return Err(Error::NotFound);
    }
    let place = target.place();
    let (now, by) = (write.now(), write.actor().label.clone());
    let flag = queries::lock(write.db(), project.id, key)
        .await?
        .ok_or(Error::NotFound)?;
    if flag.archived_at.is_some() {
        return Err(FlagError::Archived.into());
    }
    queries::insert_state(write.db(), &flag, environment.id, now, &by).await?;
    let before = queries::lock_state(write.db(), flag.id, environment.id)
        .await?
        .ok_or(Error::NotFound)?;
    if version.is_some_and(|version| version != before.version) {
        return Err(Error::Stale);
    }
    let mut after = before.clone();
    let Some(mut told) = apply(&mut after, now)? else {
        return Ok(Outcome::Unchanged);
    };
    let mut past = Vec::new();
    if requests::rule(write, target).await?.is_some() {
        match account {
            Account::Hand => {
                let proposal = Proposal {
                    draft: after.draft(),
                    revive: before.setting.killed && !after.setting.killed,
                    plan: None,
                };
                let path = requests::open(write, target, &flag, &before, &proposal, &told.reason).await?;
                return Ok(Outcome::Requested(path));
            }
            Account::Approved | Account::Plan { approved: true } => {}
            Account::Plan { approved: false } => return Err(FlagError::NeedsApproval.into()),
            Account::Kill | Account::Reversal => past.push("approval"),
        }
    }
    if account.passes_freezes() {
        past.extend(freezes::in_force(write, place).await?.map(|_| "freeze"));
    } else {
        freezes::refuse(write, place).await?;
    }
    if !past.is_empty() {
        told.more.push(("past", past.join("+").into()));
    }
    after.updated_at = now;
    after.version += 1;
    queries::update_state(write.db(), &after).await?;
    queries::insert_version(write.db(), &after, told.action, &told.reason, &by).await?;
    queries::touch(write.db(), flag.id, now).await?;
    queries::bump(write.db(), environment.id).await?;
    let mut now_does = summary(&after);
    let mut params = json!({
        "key": flag.key,
        "environment": environment.name,
        "from": before.percentage(),
        "to": after.percentage(),
        "reason": told.reason,
    });
    for (name, value) in told.more {
        now_does[name] = value.clone();
        params[name] = value;
    }
    write.audit(
        Entry::new(told.action, "flag", flag.id, &flag.key)
            .place(place)
            .before(summary(&before))
            .after(now_does)
            .reason(&told.reason),
    );
    write
        .timeline(event(told.kind, told.severity, place, project, params))
        .await?;
    plans::interrupt(write, account, target, flag.id).await?;
    Ok(Outcome::Changed)
}
