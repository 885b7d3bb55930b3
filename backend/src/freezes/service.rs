use super::queries::{self, Freeze};
use crate::{
    Backend, Error, Result, Write,
    audit::Entry,
    projects::{Environment, Project},
    timeline::NewEvent,
};
use arkan_domain::{
    fields::FieldErrors,
    freezes::{FreezeError, FreezeForm, Phase},
    identity::{Action, Actor, Place},
    ids::FreezeId,
    pillar::{Pillar, Severity},
};
use serde_json::json;
use uuid::Uuid;

/// How many freezes the list shows.
const SHOWN: i64 = 200;

/// Freezes one environment of a project, or all of it.
///
/// # Errors
/// [`Error::Invalid`] without a reason or a span that lies ahead.
pub async fn create(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    environment: Option<&Environment>,
    form: &FreezeForm,
) -> Result<FreezeId> {
    let place = Place {
        project: Some(project.id),
        environment: environment.map(|environment| environment.id),
    };
    backend.allow(actor, Action::EditFreezes, place)?;
    let mut write = backend.write(actor).await?;
    let now = write.now();
    let draft = form.read(now)?;
    let freeze = Freeze {
        id: FreezeId(Uuid::now_v7()),
        project_id: project.id.0,
        environment_id: environment.map(|environment| environment.id.0),
        starts_at: draft.from,
        ends_at: draft.until,
        reason: draft.reason,
        created_by: actor.label.clone(),
        created_at: now,
        ended_at: None,
        ended_by: None,
    };
    queries::insert(write.db(), &freeze).await?;
    write.audit(
        Entry::new("freeze.create", "freeze", freeze.id, &project.key)
            .place(place)
            .after(&freeze)
            .reason(&freeze.reason),
    );
    tell(
        &mut write,
        "freeze.created",
        project,
        environment,
        &freeze,
        &freeze.reason,
    )
    .await?;
    write.commit().await?;
    Ok(freeze.id)
}

/// Ends a freeze before its time, or calls off one that has not begun.
///
/// # Errors
/// [`Error::Invalid`] without a reason, [`FreezeError::Over`], [`Error::NotFound`].
pub async fn end(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    environments: &[Environment],
    id: FreezeId,
    reason: &str,
) -> Result<()> {
    backend.allow(actor, Action::EditFreezes, Place::project(project.id))?;
    let mut write = backend.write(actor).await?;
    let now = write.now();
    let freeze = queries::lock(write.db(), project.id, id)
        .await?
        .ok_or(Error::NotFound)?;
    if freeze.phase(now) == Phase::Over {
        return Err(FreezeError::Over.into());
    }
    let mut errors = FieldErrors::default();
    let reason = errors.text("reason", reason, 1, 500);
    errors.into_result()?;
    queries::end(write.db(), id, &actor.label, now).await?;
    write.audit(
        Entry::new("freeze.end", "freeze", id, &project.key)
            .place(freeze.place())
            .before(&freeze)
            .reason(&reason),
    );
    let environment = environments
        .iter()
        .find(|environment| Some(environment.id.0) == freeze.environment_id);
    tell(&mut write, "freeze.ended", project, environment, &freeze, &reason).await?;
    write.commit().await
}

async fn tell(
    write: &mut Write,
    kind: &'static str,
    project: &Project,
    environment: Option<&Environment>,
    freeze: &Freeze,
    reason: &str,
) -> Result<()> {
    // Pages of flags show the freeze, too.
    write.touch(Pillar::Flags.as_str());
    write
        .timeline(NewEvent {
            pillar: Pillar::Deployments,
            kind,
            severity: Severity::Warning,
            place: freeze.place(),
            link: Some(format!("/p/{}/freezes", project.key)),
            params: json!({
                "project": project.name, "environment": environment.map(|environment| &environment.name),
                "from": freeze.starts_at, "until": freeze.ends_at, "reason": reason,
            }),
        })
        .await
}

/// The newest freezes of a project, those to come first.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see the project.
pub async fn list(backend: &Backend, actor: &Actor, project: &Project) -> Result<Vec<Freeze>> {
    backend.allow(actor, Action::View, Place::project(project.id))?;
    queries::newest(&backend.pool, project.id, SHOWN).await
}

/// The freezes in force anywhere in a project.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see the project.
pub async fn current(backend: &Backend, actor: &Actor, project: &Project) -> Result<Vec<Freeze>> {
    backend.allow(actor, Action::View, Place::project(project.id))?;
    let mut db = backend.pool.acquire().await?;
    queries::current(&mut db, project.id, backend.clock.now()).await
}
