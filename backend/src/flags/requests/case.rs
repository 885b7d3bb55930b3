//! What every act on a request begins with, and leaves behind.

use super::{ChangeRequest, queries};
use crate::{
    Error, Result, Write,
    audit::Entry,
    flags::{
        queries::{self as flags, FlagState},
        service::Target,
    },
};
use arkan_domain::{
    fields::FieldErrors,
    flags::FlagError,
    identity::{Action, Actor},
    ids::{RequestId, UserId},
};
use serde_json::json;

pub fn record(write: &mut Write, target: Target<'_>, request: &ChangeRequest, action: &'static str, reason: &str) {
    write.audit(
        Entry::new(action, "flag", request.flag_id, target.key)
            .place(target.place())
            .after(json!({ "request": request.id, "hash": request.hash, "version": request.base_version }))
            .reason(reason),
    );
}

/// The request with its flag locked, in the place of the target.
pub async fn enter(write: &mut Write, target: Target<'_>, id: RequestId) -> Result<ChangeRequest> {
    let request = queries::lock(write.db(), id).await?.ok_or(Error::NotFound)?;
    let there = request.project_id == target.project.id
        && request.environment_id == target.environment.id
        && request.flag_key == target.key;
    if there { Ok(request) } else { Err(Error::NotFound) }
}

pub fn open(request: &ChangeRequest) -> Result<()> {
    if request.is_open() {
        Ok(())
    } else {
        Err(FlagError::RequestClosed.into())
    }
}

/// What the flag does now.
pub async fn state(write: &mut Write, request: &ChangeRequest) -> Result<FlagState> {
    flags::lock_state(write.db(), request.flag_id, request.environment_id)
        .await?
        .ok_or(Error::NotFound)
}

/// The person who approves or rejects, if their word counts there.
pub async fn approver(write: &mut Write, actor: &Actor, target: Target<'_>, request: &ChangeRequest) -> Result<UserId> {
    write.backend().allow(actor, Action::EditFlags, target.place())?;
    let user = actor.user_id().ok_or(Error::Forbidden)?;
    let rule = queries::rule(write.db(), request.environment_id).await?;
    match rule {
        Some(rule) if rule.makes_approver(actor, target.place()) => Ok(user),
        Some(_) => Err(Error::Forbidden),
        // Without a rule nothing is left to approve; whoever may change flags may still say no.
        None => Ok(user),
    }
}

/// Reads what someone has to say.
pub fn text(field: &str, value: &str, max: usize) -> Result<String> {
    let mut errors = FieldErrors::default();
    let value = errors.text(field, value, 1, max);
    errors.into_result()?;
    Ok(value)
}
