use super::{Lane, Stage, queries, see};
use crate::{Backend, Error, Result, Write, audit::Entry, projects, projects::Project};
use arkan_domain::{
    deployments::DeploymentError,
    fields::{FieldErrors, Problem},
    identity::{Action, Actor, Place},
    ids::{EnvironmentId, ProjectId, StageId},
    key::check_slug,
};
use uuid::Uuid;

/// A stage to be added at the end of a pipeline.
#[derive(Clone, Debug, Default)]
pub struct NewStage {
    pub key: String,
    pub name: String,
    /// The key of one of the project's environments.
    pub environment: String,
}

/// A project's stages in order, each with what runs in it.
///
/// # Errors
/// [`Error::Forbidden`] when the actor may not look.
pub async fn pipeline(backend: &Backend, actor: &Actor, project: &Project) -> Result<Vec<Lane>> {
    see(actor, project.id)?;
    let (stages, mut runs) = tokio::try_join!(
        queries::stages::all(&backend.pool, project.id),
        queries::runs::current_of_project(&backend.pool, project.id)
    )?;
    Ok(stages
        .into_iter()
        .map(|stage| {
            let run = runs.iter().position(|run| run.stage_id == stage.id);
            Lane {
                current: run.map(|index| runs.swap_remove(index)),
                stage,
            }
        })
        .collect())
}

/// One stage with what runs in it, and the stage before it.
///
/// # Errors
/// [`Error::NotFound`] when the project has none of this key.
pub async fn stage(backend: &Backend, actor: &Actor, project: &Project, key: &str) -> Result<(Lane, Option<Lane>)> {
    let mut lanes = pipeline(backend, actor, project).await?;
    let index = lanes
        .iter()
        .position(|lane| lane.stage.key == key)
        .ok_or(Error::NotFound)?;
    let lane = lanes.remove(index);
    let previous = index.checked_sub(1).map(|before| lanes.swap_remove(before));
    Ok((lane, previous))
}

/// Makes a stage for each environment of a project that has none, inside a change. Gives how many were made.
///
/// # Errors
/// When the database does not answer.
pub async fn ensure_stages(write: &mut Write, project: &Project) -> Result<usize> {
    let missing = queries::stages::missing(write.db(), project.id).await?;
    for (environment, key, name) in &missing {
        let environment = EnvironmentId(*environment);
        add(write, project, environment, (key, name)).await?;
    }
    Ok(missing.len())
}

/// Adds a stage at the end of the pipeline.
///
/// # Errors
/// [`Error::Invalid`] for a wrong or taken key, a wrong name, an unknown environment.
pub async fn create_stage(backend: &Backend, actor: &Actor, project: &Project, new: NewStage) -> Result<StageId> {
    backend.allow(actor, Action::EditStages, Place::project(project.id))?;
    let mut errors = FieldErrors::default();
    errors.check("key", check_slug(&new.key));
    let name = errors.text("name", &new.name, 1, 80);
    let environments = projects::environments(backend, project.id).await?;
    let environment = environments.into_iter().find(|one| one.key == new.environment);
    let environment = errors.check("environment", environment.ok_or(Problem::Unknown));
    errors.into_result()?;
    let environment = environment.ok_or(Error::NotFound)?;

    let mut write = backend.write(actor).await?;
    queries::stages::lock_all(write.db(), project.id).await?;
    let id = add(&mut write, project, environment.id, (&new.key, &name)).await?;
    write.commit().await?;
    Ok(id)
}

async fn add(
    write: &mut Write,
    project: &Project,
    environment: EnvironmentId,
    (key, name): (&str, &str),
) -> Result<StageId> {
    let id = StageId(Uuid::now_v7());
    queries::stages::append(write.db(), id, project.id, environment, (key, name)).await?;
    write.audit(
        Entry::new("stage.create", "stage", id, name)
            .place(Place::environment(project.id, environment))
            .after(serde_json::json!({ "key": key, "name": name })),
    );
    write.touch("deployments");
    Ok(id)
}

/// Renames a stage and puts it at a place of the pipeline, counted from 1.
///
/// # Errors
/// [`Error::Stale`] when it changed since `version`; [`Error::Invalid`] for a wrong name or place.
pub async fn edit_stage(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    key: &str,
    version: i32,
    (name, place): (&str, &str),
) -> Result<()> {
    backend.allow(actor, Action::EditStages, Place::project(project.id))?;
    let mut write = backend.write(actor).await?;
    let mut order = queries::stages::lock_all(write.db(), project.id).await?;
    let stage = locked(&mut write, project.id, key).await?;
    let mut errors = FieldErrors::default();
    let name = errors.text("name", name, 1, 80);
    let last = i64::try_from(order.len()).unwrap_or(i64::MAX);
    let place = errors.number("position", place, 1, last);
    errors.into_result()?;
    if stage.version != version {
        return Err(Error::Stale);
    }
    order.retain(|id| *id != stage.id);
    let index = usize::try_from(place - 1).unwrap_or_default().min(order.len());
    order.insert(index, stage.id);
    queries::stages::reorder(write.db(), &order).await?;
    queries::stages::rename(write.db(), stage.id, &name).await?;
    write.audit(
        Entry::new("stage.edit", "stage", stage.id, &stage.name)
            .place(stage.place())
            .before(serde_json::json!({ "name": stage.name, "position": stage.position + 1 }))
            .after(serde_json::json!({ "name": name, "position": place })),
    );
    write.touch("deployments");
    write.commit().await
}

/// Removes a stage in which nothing ever ran.
///
/// # Errors
/// [`DeploymentError::StageHasHistory`] when something did.
pub async fn remove_stage(backend: &Backend, actor: &Actor, project: &Project, key: &str) -> Result<()> {
    backend.allow(actor, Action::EditStages, Place::project(project.id))?;
    let mut write = backend.write(actor).await?;
    let stage = locked(&mut write, project.id, key).await?;
    if queries::runs::any_in(write.db(), stage.id).await? {
        return Err(DeploymentError::StageHasHistory.into());
    }
    queries::stages::delete(write.db(), stage.id).await?;
    write.audit(
        Entry::new("stage.remove", "stage", stage.id, &stage.name)
            .place(stage.place())
            .before(&stage),
    );
    write.touch("deployments");
    write.commit().await
}

async fn locked(write: &mut Write, project: ProjectId, key: &str) -> Result<Stage> {
    let (stage, _) = queries::stages::lock(write.db(), project, key).await?;
    stage.ok_or(Error::NotFound)
}
