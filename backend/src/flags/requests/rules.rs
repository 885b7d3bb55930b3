use super::{ChangeRequest, RequestDetail, queries};
use crate::{
    Backend, Error, Result,
    audit::Entry,
    flags::{queries as flags, service::event},
    projects::{Environment, Project},
};
use arkan_domain::{
    flags::request::{ApprovalRule, RequestState},
    identity::{Action, Actor, Place},
    ids::{EnvironmentId, RequestId},
    pillar::Severity,
};
use serde_json::json;
use std::collections::HashMap;

/// Sets how many approvals of which role changes in an environment need; none for no approval.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not.
pub async fn set_rule(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    environment: &Environment,
    rule: Option<ApprovalRule>,
) -> Result<()> {
    let place = Place::environment(project.id, environment.id);
    backend.allow(actor, Action::EditApprovals, place)?;
    let mut write = backend.write(actor).await?;
    let now = write.now();
    let before = queries::rule(write.db(), environment.id).await?;
    if before == rule {
        return Ok(());
    }
    queries::put_rule(write.db(), environment.id, rule, now).await?;
    write.audit(
        Entry::new("approvals.set", "environment", environment.id, &environment.name)
            .place(place)
            .before(before)
            .after(rule),
    );
    let params = json!({
        "environment": environment.name, "project": project.name, "approvals": rule.map(|rule| rule.approvals),
    });
    let mut told = event("approvals.changed", Severity::Warning, place, project, params);
    told.link = Some(format!("/p/{}/approvals", project.key));
    write.timeline(told).await?;
    write.commit().await
}

/// What changes need, by environment; those that are missing need no approval.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see the project.
pub async fn rules(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    environments: &[Environment],
) -> Result<HashMap<EnvironmentId, ApprovalRule>> {
    backend.allow(actor, Action::View, Place::project(project.id))?;
    let mut db = backend.pool.acquire().await?;
    let mut found = HashMap::new();
    for environment in environments {
        let rule = queries::rule(&mut db, environment.id).await?;
        found.extend(rule.map(|rule| (environment.id, rule)));
    }
    Ok(found)
}

/// One page of a project's requests, newest first.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see the project.
pub async fn list(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    state: Option<RequestState>,
    before: Option<RequestId>,
    limit: i64,
) -> Result<Vec<ChangeRequest>> {
    backend.allow(actor, Action::View, Place::project(project.id))?;
    queries::page(&backend.pool, project.id, state, before, limit).await
}

/// The open requests that this person's approval would count for and that lack it, oldest first: at most so many.
///
/// # Errors
/// When the database does not answer.
pub async fn to_approve(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    environments: &[Environment],
    limit: i64,
) -> Result<Vec<ChangeRequest>> {
    let Some(user) = actor.user_id() else {
        return Ok(Vec::new());
    };
    let rules = rules(backend, actor, project, environments).await?;
    let counts = |environment: &EnvironmentId| {
        let place = Place::environment(project.id, *environment);
        actor.can(Action::EditFlags, place)
            && rules
                .get(environment)
                .is_some_and(|rule| rule.makes_approver(actor, place))
    };
    if !rules.keys().any(counts) {
        return Ok(Vec::new());
    }
    let mut waiting = queries::unapproved(&backend.pool, project.id, user, limit).await?;
    waiting.retain(|request| counts(&request.environment_id));
    Ok(waiting)
}

/// How many requests of a project wait.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see the project.
pub async fn open_count(backend: &Backend, actor: &Actor, project: &Project) -> Result<i64> {
    backend.allow(actor, Action::View, Place::project(project.id))?;
    queries::count_open(&backend.pool, project.id).await
}

/// A request with all that decides about it.
///
/// # Errors
/// [`Error::NotFound`] when the project has none of this id.
pub async fn detail(backend: &Backend, actor: &Actor, project: &Project, id: RequestId) -> Result<RequestDetail> {
    backend.allow(actor, Action::View, Place::project(project.id))?;
    let request = queries::find(&backend.pool, project.id, id)
        .await?
        .ok_or(Error::NotFound)?;
    let mut db = backend.pool.acquire().await?;
    let states = flags::states(&backend.pool, &[request.flag_id]).await?;
    let version_now = states
        .iter()
        .find(|state| state.environment_id == request.environment_id)
        .map_or(request.base_version, |state| state.version);
    Ok(RequestDetail {
        rule: queries::rule(&mut db, request.environment_id).await?,
        approvals: queries::approvals(&mut db, id).await?,
        events: queries::events(&mut db, id).await?,
        version_now,
        request,
    })
}
