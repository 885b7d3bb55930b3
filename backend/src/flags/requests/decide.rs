use super::{
    ChangeRequest,
    case::{approver, enter, open, record, state, text},
    open::{as_it_is, tell},
    queries,
};
use crate::{
    Backend, Error, Result, Write,
    audit::Entry,
    flags::service::{Target, check_draft},
};
use arkan_domain::{
    flags::{
        Draft, FlagError,
        request::{Proposal, RequestState},
    },
    identity::{Action, Actor},
    ids::RequestId,
    pillar::Severity,
};
use serde_json::json;

/// Approves what is asked for: just this proposal, as the reader saw it by its `hash`.
///
/// # Errors
/// [`Error::Stale`] when the request is another by now; [`Error::Forbidden`] for who makes no approver there;
/// [`FlagError::OwnRequest`]; [`FlagError::RequestClosed`].
pub async fn approve(backend: &Backend, actor: &Actor, target: Target<'_>, id: RequestId, hash: &str) -> Result<()> {
    let mut write = backend.write(actor).await?;
    let request = enter(&mut write, target, id).await?;
    let user = approver(&mut write, actor, target, &request).await?;
    if request.is_of(Some(user)) {
        return Err(FlagError::OwnRequest.into());
    }
    open(&request)?;
    if request.hash != hash {
        return Err(Error::Stale);
    }
    let now = write.now();
    if !queries::approve(write.db(), &request, (user, &actor.label), now).await? {
        return Ok(());
    }
    queries::note(write.db(), id, ("approved", &actor.label, ""), now).await?;
    record(&mut write, target, &request, "request.approve", "");
    tell(&mut write, target, id, "request.approved", Severity::Good, "").await?;
    write.commit().await
}

/// Says no, for good.
///
/// # Errors
/// [`Error::Invalid`] without a reason; else as [`approve`].
pub async fn reject(backend: &Backend, actor: &Actor, target: Target<'_>, id: RequestId, reason: &str) -> Result<()> {
    let mut write = backend.write(actor).await?;
    let request = enter(&mut write, target, id).await?;
    approver(&mut write, actor, target, &request).await?;
    open(&request)?;
    let reason = text("reason", reason, 500)?;
    end(
        &mut write,
        target,
        &request,
        RequestState::Rejected,
        ("request.reject", "request.rejected"),
        &reason,
    )
    .await?;
    write.commit().await
}

/// Takes a request back: its author, or whoever sets the rules of the environment.
///
/// # Errors
/// [`Error::Forbidden`], [`FlagError::RequestClosed`].
pub async fn withdraw(backend: &Backend, actor: &Actor, target: Target<'_>, id: RequestId) -> Result<()> {
    backend.allow(actor, Action::EditFlags, target.place())?;
    let mut write = backend.write(actor).await?;
    let request = enter(&mut write, target, id).await?;
    if !request.is_of(actor.user_id()) {
        backend.allow(actor, Action::EditApprovals, target.place())?;
    }
    open(&request)?;
    end(
        &mut write,
        target,
        &request,
        RequestState::Withdrawn,
        ("request.withdraw", "request.withdrawn"),
        "",
    )
    .await?;
    write.commit().await
}

/// Says something about a request.
///
/// # Errors
/// [`Error::Invalid`] without words.
pub async fn comment(backend: &Backend, actor: &Actor, target: Target<'_>, id: RequestId, body: &str) -> Result<()> {
    backend.allow(actor, Action::EditFlags, target.place())?;
    let mut write = backend.write(actor).await?;
    let request = enter(&mut write, target, id).await?;
    let body = text("body", body, 2000)?;
    let now = write.now();
    queries::note(write.db(), id, ("commented", &actor.label, &body), now).await?;
    record(&mut write, target, &request, "request.comment", &body);
    write.touch("flags");
    write.commit().await
}

/// Asks for something else in the same request. The approvals that it had count no more. Only its author does that: an
/// approver could otherwise approve what they wrote themselves.
///
/// # Errors
/// [`Error::Forbidden`] for others; [`Error::Invalid`] for a wrong draft; [`Error::Stale`] when the request is not that
/// `version` any more.
pub async fn edit(
    backend: &Backend,
    actor: &Actor,
    target: Target<'_>,
    id: RequestId,
    draft: Draft,
    version: i32,
) -> Result<()> {
    backend.allow(actor, Action::EditFlags, target.place())?;
    let draft = check_draft(backend, target.project.id, draft).await?;
    let mut write = backend.write(actor).await?;
    let request = enter(&mut write, target, id).await?;
    if !request.is_of(actor.user_id()) {
        return Err(Error::Forbidden);
    }
    open(&request)?;
    if request.version != version {
        return Err(Error::Stale);
    }
    if request.proposal.plan.is_some() {
        return Err(FlagError::RequestOfPlan.into());
    }
    let proposal = Proposal {
        draft,
        ..request.proposal.clone()
    };
    if proposal == request.proposal {
        return Ok(());
    }
    let before = request.before.clone();
    let kinds = ("request.edit", "request.edited", "edited");
    propose(
        &mut write,
        target,
        &request,
        (&proposal, &before, request.base_version),
        kinds,
    )
    .await?;
    write.commit().await
}

/// Puts a request on the state that the flag has now. The approvals that it had count no more.
///
/// # Errors
/// [`FlagError::RequestClosed`].
pub async fn rebase(backend: &Backend, actor: &Actor, target: Target<'_>, id: RequestId) -> Result<()> {
    backend.allow(actor, Action::EditFlags, target.place())?;
    let mut write = backend.write(actor).await?;
    let request = enter(&mut write, target, id).await?;
    open(&request)?;
    let state = state(&mut write, &request).await?;
    if state.version == request.base_version {
        return Ok(());
    }
    let mut proposal = request.proposal.clone();
    if proposal.plan.is_some() || proposal.revive {
        proposal.draft = state.draft();
    }
    proposal.revive &= state.setting.killed;
    let kinds = ("request.rebase", "request.rebased", "rebased");
    propose(
        &mut write,
        target,
        &request,
        (&proposal, &as_it_is(&state), state.version),
        kinds,
    )
    .await?;
    write.commit().await
}

async fn propose(
    write: &mut Write,
    target: Target<'_>,
    request: &ChangeRequest,
    (proposal, before, version): (&Proposal, &Proposal, i32),
    (action, kind, noted): (&'static str, &'static str, &str),
) -> Result<()> {
    let (now, by) = (write.now(), write.actor().label.clone());
    queries::propose(write.db(), request.id, proposal, before, version).await?;
    queries::note(write.db(), request.id, (noted, &by, ""), now).await?;
    write.audit(
        Entry::new(action, "flag", request.flag_id, target.key)
            .place(target.place())
            .before(json!({ "request": request.id, "hash": request.hash, "version": request.base_version }))
            .after(json!({
                "request": request.id, "hash": proposal.hash(version), "version": version, "proposal": proposal,
            })),
    );
    tell(write, target, request.id, kind, Severity::Warning, "").await
}

async fn end(
    write: &mut Write,
    target: Target<'_>,
    request: &ChangeRequest,
    state: RequestState,
    (action, kind): (&'static str, &'static str),
    reason: &str,
) -> Result<()> {
    let (now, by) = (write.now(), write.actor().label.clone());
    queries::close(write.db(), request.id, state, now).await?;
    queries::note(write.db(), request.id, (state.as_str(), &by, reason), now).await?;
    record(write, target, request, action, reason);
    tell(write, target, request.id, kind, Severity::Warning, reason).await
}
