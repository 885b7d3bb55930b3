//! What is asked, and when.

use super::{
    queries::{
        checks::{self, Check, Saved},
        results::{self, Hour, ResultRow},
    },
    raise::resolve,
};
use crate::{Backend, Error, Result, Write, audit::Entry, outbound::Guard, timeline::NewEvent};
use arkan_domain::{
    alerts::{AlertError, CheckDraft, CheckForm, CheckKind, Spec},
    fields::Problem,
    identity::{Action, Actor, Place},
    ids::{CheckId, EnvironmentId, ProjectId},
    pillar::{Pillar, Severity},
    secret::Secret,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use uuid::Uuid;

/// A check with its last day.
#[derive(Clone, Debug)]
pub struct CheckWithDay {
    pub check: Check,
    /// The hours that have results, oldest first.
    pub hours: Vec<Hour>,
}

/// A check as it was typed, with what is not part of the rules.
#[derive(Clone, Debug, Default)]
pub struct CheckInput {
    pub form: CheckForm,
    pub environment: Option<EnvironmentId>,
    /// The password of a Postgres check. Empty keeps the stored one.
    pub password: String,
}

/// A project's checks with the last 24 hours of each: what is down first, then by name.
///
/// # Errors
/// [`Error::Forbidden`] for who may not see the project.
pub async fn list(backend: &Backend, actor: &Actor, project: ProjectId) -> Result<Vec<CheckWithDay>> {
    backend.allow(actor, Action::View, Place::project(project))?;
    let checks = checks::of_project(&backend.pool, project).await?;
    let ids: Vec<Uuid> = checks.iter().map(|check| check.id.0).collect();
    let hours = results::hours(&backend.pool, &ids, backend.clock.now() - TimeDelta::hours(24)).await?;
    let with_day = |check: Check| {
        let hours = hours
            .iter()
            .filter(|hour| hour.check_id == check.id.0)
            .cloned()
            .collect();
        CheckWithDay { check, hours }
    };
    Ok(checks.into_iter().map(with_day).collect())
}

/// A check.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or none that the actor may see.
pub async fn find(backend: &Backend, actor: &Actor, id: CheckId) -> Result<Check> {
    let check = checks::find(&backend.pool, id).await?.ok_or(Error::NotFound)?;
    if actor.can(Action::View, Place::project(check.project_id)) {
        Ok(check)
    } else {
        Err(Error::NotFound)
    }
}

/// A check's newest results before a moment, newest first.
///
/// # Errors
/// As [`find`].
pub async fn newest_results(
    backend: &Backend,
    actor: &Actor,
    id: CheckId,
    before: Option<DateTime<Utc>>,
    limit: i64,
) -> Result<Vec<ResultRow>> {
    find(backend, actor, id).await?;
    results::newest(&backend.pool, id, before, limit).await
}

/// The hours of a check since a moment, oldest first.
///
/// # Errors
/// As [`find`].
pub async fn hours(backend: &Backend, actor: &Actor, id: CheckId, since: DateTime<Utc>) -> Result<Vec<Hour>> {
    find(backend, actor, id).await?;
    results::hours(&backend.pool, &[id.0], since).await
}

/// Makes a check; it is asked at once, a heartbeat expected after its period and grace.
///
/// # Errors
/// [`Error::Invalid`] for a wrong field, a name in use, or an address that the guard refuses.
pub async fn create(backend: &Backend, actor: &Actor, project: ProjectId, input: &CheckInput) -> Result<Check> {
    backend.allow(actor, Action::EditChecks, Place::project(project))?;
    let draft = input.form.validate()?;
    check_target(backend, &draft.spec).await?;
    insert(backend, actor, project, input.environment, &draft, &input.password).await
}

/// Inserts a check that was validated.
pub(super) async fn insert(
    backend: &Backend,
    actor: &Actor,
    project: ProjectId,
    environment: Option<EnvironmentId>,
    draft: &CheckDraft,
    password: &str,
) -> Result<Check> {
    let sealed = seal(backend, password)?;
    let mut write = backend.write(actor).await?;
    let now = write.now();
    let saved = Saved {
        draft,
        environment,
        secret: sealed.as_deref(),
        first_run: first_run(draft, now),
    };
    let ping_key = (draft.spec.kind() == CheckKind::Heartbeat).then(Uuid::new_v4);
    let check = checks::insert(write.db(), project, &saved, ping_key, now).await?;
    tell(&mut write, "check.created", &check).await?;
    write.audit(
        Entry::new("check.create", "check", check.id, &check.name)
            .place(check.place())
            .after(&check),
    );
    write.commit().await?;
    Ok(check)
}

/// Changes a check; its kind stays, its state starts anew, and its open alert ends.
///
/// # Errors
/// As [`create`]; [`Error::Stale`] when someone saved a newer version.
pub async fn update(backend: &Backend, actor: &Actor, id: CheckId, version: i32, input: &CheckInput) -> Result<Check> {
    let before = to_edit(backend, actor, id).await?;
    let form = CheckForm {
        kind: before.kind.to_string(),
        ..input.form.clone()
    };
    let draft = match before.spec {
        Spec::Console { part } => form.validate_console(part)?,
        _ => form.validate()?,
    };
    check_target(backend, &draft.spec).await?;
    let sealed = seal(backend, &input.password)?;
    let mut write = backend.write(actor).await?;
    let now = write.now();
    let saved = Saved {
        draft: &draft,
        environment: input.environment,
        secret: sealed.as_deref(),
        first_run: first_run(&draft, now),
    };
    let after = checks::update(write.db(), id, version, &saved, now)
        .await?
        .ok_or(Error::Stale)?;
    resolve(&mut write, &after.fingerprint()).await?;
    tell(&mut write, "check.changed", &after).await?;
    write.audit(
        Entry::new("check.update", "check", id, &after.name)
            .place(after.place())
            .before(&before)
            .after(&after),
    );
    write.commit().await?;
    Ok(after)
}

/// Stops asking, or begins again. Its open alert ends: nobody looks any more.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn set_enabled(backend: &Backend, actor: &Actor, id: CheckId, enabled: bool, reason: &str) -> Result<Check> {
    let before = to_edit(backend, actor, id).await?;
    let mut write = backend.write(actor).await?;
    let now = write.now();
    let patience = TimeDelta::from_std(before.spec.patience()).unwrap_or_default();
    let Some(after) = checks::set_enabled(write.db(), id, enabled, now + patience, now).await? else {
        return Ok(before);
    };
    resolve(&mut write, &after.fingerprint()).await?;
    let (kind, action) = if enabled {
        ("check.resumed", "check.resume")
    } else {
        ("check.paused", "check.pause")
    };
    tell(&mut write, kind, &after).await?;
    write.audit(
        Entry::new(action, "check", id, &after.name)
            .place(after.place())
            .reason(reason),
    );
    write.commit().await?;
    Ok(after)
}

/// Puts a check away. Its results stay; its open alert ends.
///
/// # Errors
/// [`Error::Invalid`] when its name was not typed.
pub async fn archive(backend: &Backend, actor: &Actor, id: CheckId, typed: &str, reason: &str) -> Result<()> {
    let before = to_edit(backend, actor, id).await?;
    if typed.trim() != before.name {
        return Err(Error::field("confirm", Problem::NameNotTyped { expected: before.name }));
    }
    let mut write = backend.write(actor).await?;
    let now = write.now();
    let after = checks::archive(write.db(), id, now).await?.ok_or(Error::Stale)?;
    resolve(&mut write, &after.fingerprint()).await?;
    tell(&mut write, "check.archived", &before).await?;
    let entry = Entry::new("check.archive", "check", id, &before.name).place(before.place());
    write.audit(entry.before(&before).reason(reason));
    write.commit().await?;
    Ok(())
}

/// Makes a check due: the scheduler asks within a second.
///
/// # Errors
/// [`AlertError::NotAsked`] for a heartbeat or a paused check.
pub async fn run_now(backend: &Backend, actor: &Actor, id: CheckId) -> Result<()> {
    let check = to_edit(backend, actor, id).await?;
    let mut write = backend.write(actor).await?;
    let now = write.now();
    if !checks::make_due(write.db(), id, now).await? {
        return Err(AlertError::NotAsked.into());
    }
    write.audit(Entry::new("check.run", "check", id, &check.name).place(check.place()));
    write.touch("checks");
    write.commit().await
}

async fn to_edit(backend: &Backend, actor: &Actor, id: CheckId) -> Result<Check> {
    let check = find(backend, actor, id).await?;
    backend.allow(actor, Action::EditChecks, Place::project(check.project_id))?;
    if check.archived_at.is_some() {
        Err(AlertError::Archived.into())
    } else {
        Ok(check)
    }
}

async fn tell(write: &mut Write, kind: &'static str, check: &Check) -> Result<()> {
    write.touch("checks");
    let event = NewEvent {
        pillar: Pillar::Alerts,
        kind,
        severity: Severity::Info,
        place: check.place(),
        link: Some(format!("/checks/{}", check.id)),
        params: json!({ "name": check.name }),
    };
    write.timeline(event).await
}

fn first_run(draft: &CheckDraft, now: DateTime<Utc>) -> DateTime<Utc> {
    now + TimeDelta::from_std(draft.spec.patience()).unwrap_or_default()
}

fn seal(backend: &Backend, password: &str) -> Result<Option<Vec<u8>>> {
    if password.is_empty() {
        return Ok(None);
    }
    backend
        .secrets
        .seal(&Secret::new(password))
        .map(Some)
        .map_err(Error::internal)
}

async fn check_target(backend: &Backend, spec: &Spec) -> Result<()> {
    let guard = Guard::of(&backend.settings);
    let (field, checked) = match spec {
        Spec::Http { url, .. } => ("url", guard.check_url(url).await),
        Spec::Tcp { target } | Spec::Tls { target, .. } | Spec::Postgres { target, .. } => {
            ("target", guard.check_host(&target.host).await)
        }
        Spec::Heartbeat { .. } | Spec::Console { .. } => return Ok(()),
    };
    checked.map_err(|_| Error::field(field, Problem::ForbiddenAddress))
}
