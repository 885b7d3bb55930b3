use super::{
    ChangeRequest,
    case::{enter, open, record, state},
    open::tell,
    queries,
};
use crate::{
    Backend, Error, Result, Write,
    flags::{
        plans::{How, start_in},
        service::{Account, Target, Told, change_in, check_draft, commit},
    },
    projects,
};
use arkan_domain::{
    fields::Problem,
    flags::{
        FlagError,
        request::{RequestState, Trouble, counted},
    },
    identity::{Action, Actor},
    ids::RequestId,
    pillar::Severity,
};
use chrono::{DateTime, TimeDelta, Utc};

/// When a request that a freeze holds is looked at again.
const FROZEN: TimeDelta = TimeDelta::seconds(10);

/// Makes the change that was asked for and approved.
///
/// # Errors
/// [`FlagError::Unapproved`] with fewer approvals than the environment asks for; [`FlagError::RequestStale`] when the
/// flag was changed since; [`FlagError::RequestClosed`]; a freeze; else whatever holds such a change.
pub async fn apply(backend: &Backend, actor: &Actor, target: Target<'_>, id: RequestId) -> Result<()> {
    backend.allow(actor, Action::EditFlags, target.place())?;
    let mut write = backend.write(actor).await?;
    let request = enter(&mut write, target, id).await?;
    apply_in(&mut write, target, &request).await?;
    commit(backend, write).await
}

/// Says when a request is applied by itself; none takes that back.
///
/// # Errors
/// [`Error::Invalid`] for a time that has passed; [`FlagError::Unapproved`]; [`FlagError::RequestClosed`].
pub async fn schedule(
    backend: &Backend,
    actor: &Actor,
    target: Target<'_>,
    id: RequestId,
    at: Option<DateTime<Utc>>,
) -> Result<()> {
    backend.allow(actor, Action::EditFlags, target.place())?;
    let mut write = backend.write(actor).await?;
    let request = enter(&mut write, target, id).await?;
    open(&request)?;
    approved(&mut write, target, &request).await?;
    let now = write.now();
    if at.is_some_and(|at| at <= now) {
        return Err(Error::field("at", Problem::format("2026-12-24T18:00")));
    }
    queries::schedule(write.db(), id, at).await?;
    let (kind, text) = match at {
        Some(at) => ("scheduled", at.to_rfc3339()),
        None => ("unscheduled", String::new()),
    };
    queries::note(write.db(), id, (kind, &actor.label, &text), now).await?;
    record(&mut write, target, &request, "request.schedule", &text);
    write.touch("flags");
    write.commit().await
}

async fn approved(write: &mut Write, target: Target<'_>, request: &ChangeRequest) -> Result<()> {
    let Some(rule) = queries::rule(write.db(), target.environment.id).await? else {
        return Ok(());
    };
    let given = queries::approvals(write.db(), request.id).await?;
    let given: Vec<_> = given.iter().map(Into::into).collect();
    let has = counted(&given, &request.hash, request.author_id);
    let needs = usize::from(rule.approvals);
    if has < needs {
        Err(FlagError::Unapproved { has, needs }.into())
    } else {
        Ok(())
    }
}

async fn apply_in(write: &mut Write, target: Target<'_>, request: &ChangeRequest) -> Result<()> {
    open(request)?;
    approved(write, target, request).await?;
    let (now, by, id) = (write.now(), write.actor().label.clone(), request.id);
    if state(write, request).await?.version != request.base_version {
        return Err(FlagError::RequestStale.into());
    }
    let proposal = request.proposal.clone();
    if let Some(plan) = &proposal.plan {
        start_in(
            write,
            target,
            plan.read()?,
            Some(request.base_version),
            How::Approved(id),
        )
        .await?;
    } else {
        // A segment may be gone since.
        let draft = check_draft(write.backend(), target.project.id, proposal.draft).await?;
        let (text, reason) = (id.to_string(), request.reason.clone());
        change_in(
            write,
            Account::Approved,
            target,
            Some(request.base_version),
            |state, _| {
                if proposal.revive {
                    state.revive()?;
                } else if state.setting.killed {
                    return Err(FlagError::Killed.into());
                }
                state.set(draft);
                let told = Told::new("flag.request", "flag.request_applied", Severity::Info);
                Ok(Some(Told { reason, ..told }.with("request", text)))
            },
        )
        .await?;
    }
    queries::close(write.db(), id, RequestState::Applied, now).await?;
    queries::note(write.db(), id, ("applied", &by, ""), now).await?;
    record(write, target, request, "request.apply", "");
    write.touch("flags");
    Ok(())
}

/// Applies every request whose time has come, once, whichever replica looks first. Says how many were looked at.
///
/// # Errors
/// When the database does not answer.
pub async fn apply_due(backend: &Backend) -> Result<usize> {
    let mut looked = 0;
    while apply_one(backend).await? {
        looked += 1;
    }
    Ok(looked)
}

async fn apply_one(backend: &Backend) -> Result<bool> {
    let actor = Actor::system("change request");
    let mut write = backend.write(&actor).await?;
    let now = write.now();
    let Some((id, project)) = queries::claim(write.db(), now).await? else {
        return Ok(false);
    };
    let project = projects::find(backend, &actor, &project).await?;
    let environments = projects::environments(backend, project.id).await?;
    let Some(request) = queries::lock(write.db(), id).await? else {
        return Ok(true);
    };
    let environment = environments.iter().find(|known| known.id == request.environment_id);
    let environment = environment.ok_or(Error::NotFound)?;
    let target = Target {
        project: &project,
        environment,
        key: &request.flag_key,
    };
    // Another replica may have applied it between the look and the lock.
    if !request.is_open() || request.apply_at.is_none_or(|at| at > now) {
        return Ok(true);
    }
    match apply_in(&mut write, target, &request).await {
        Ok(()) => commit(backend, write).await?,
        Err(error) => {
            drop(write);
            hold(backend, &actor, target, id, error).await?;
        }
    }
    Ok(true)
}

/// Notes why a request was not applied at its time: a freeze is waited for, anything else asks for people.
async fn hold(backend: &Backend, actor: &Actor, target: Target<'_>, id: RequestId, error: Error) -> Result<()> {
    let mut write = backend.write(actor).await?;
    let request = enter(&mut write, target, id).await?;
    let now = write.now();
    let trouble = match error {
        Error::Freezes(_) | Error::Unavailable(_) | Error::Internal(_) => {
            queries::look_at(write.db(), id, now + FROZEN).await?;
            return write.commit().await;
        }
        Error::Flags(FlagError::RequestStale) | Error::Stale => Trouble::Stale,
        _ => Trouble::Refused,
    };
    queries::hold(write.db(), id, trouble).await?;
    queries::note(write.db(), id, ("held", &actor.label, trouble.as_str()), now).await?;
    record(&mut write, target, &request, "request.hold", trouble.as_str());
    tell(
        &mut write,
        target,
        id,
        "request.held",
        Severity::Warning,
        trouble.as_str(),
    )
    .await?;
    write.commit().await
}
