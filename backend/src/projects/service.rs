use super::queries::{self, Environment, Project};
use crate::{Backend, Error, Result, audit::Entry, deployments};
use arkan_domain::{
    fields::{FieldErrors, Problem},
    identity::{Action, Actor, Place},
    ids::{EnvironmentId, ProjectId},
    key::check_slug,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A project to be made, with its environments in order.
#[derive(Clone, Debug, Default)]
pub struct NewProject {
    pub key: String,
    pub name: String,
    pub description: String,
    pub environments: Vec<NewEnvironment>,
}

#[derive(Clone, Debug)]
pub struct NewEnvironment {
    pub key: String,
    pub name: String,
    pub production: bool,
}

/// The projects that the actor may see, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(backend: &Backend, actor: &Actor) -> Result<Vec<Project>> {
    let mut projects = queries::all(&backend.pool).await?;
    projects.retain(|project| actor.can(Action::View, Place::project(project.id)));
    Ok(projects)
}

/// A project by its key.
///
/// # Errors
/// [`Error::NotFound`] when there is none that the actor may see.
pub async fn find(backend: &Backend, actor: &Actor, key: &str) -> Result<Project> {
    let project = queries::by_key(&backend.pool, key).await?.ok_or(Error::NotFound)?;
    // A project that one may not see is not told apart from one that is not there.
    let seen = actor.can_within(Action::View, project.id) || actor.can_somewhere(Action::EvaluateFlags);
    if seen { Ok(project) } else { Err(Error::NotFound) }
}

/// A project's environments in order.
///
/// # Errors
/// When the database does not answer.
pub async fn environments(backend: &Backend, project: ProjectId) -> Result<Vec<Environment>> {
    queries::environments(&backend.pool, project).await
}

/// One environment of a project by its key.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn environment(backend: &Backend, project: ProjectId, key: &str) -> Result<Environment> {
    environments(backend, project)
        .await?
        .into_iter()
        .find(|environment| environment.key == key)
        .ok_or(Error::NotFound)
}

/// Makes a project with its environments.
///
/// # Errors
/// [`Error::Invalid`] for a wrong key or name, a key in use, or no environment. The fields of the environments are
/// called `environments.0.key`, `environments.0.name` and so on.
pub async fn create(backend: &Backend, actor: &Actor, mut new: NewProject) -> Result<Project> {
    backend.allow(actor, Action::ManageProjects, Place::CONSOLE)?;
    let mut errors = FieldErrors::default();
    errors.check("key", check_slug(&new.key));
    let name = errors.text("name", &new.name, 1, 80);
    let description = errors.text("description", &new.description, 0, 500);
    if new.environments.is_empty() {
        errors.add("environments", Problem::Required);
    }
    let mut keys = BTreeSet::new();
    for (index, environment) in new.environments.iter_mut().enumerate() {
        let field = |part: &str| format!("environments.{index}.{part}");
        errors.check(&field("key"), check_slug(&environment.key));
        environment.name = errors.text(&field("name"), &environment.name, 1, 80);
        if !keys.insert(environment.key.clone()) {
            errors.add(&field("key"), Problem::Taken);
        }
    }
    errors.into_result()?;

    let mut write = backend.write(actor).await?;
    let project = Project {
        id: ProjectId(Uuid::now_v7()),
        key: new.key,
        name,
        description,
        created_at: write.now(),
    };
    queries::insert(write.db(), &project).await?;
    for (position, environment) in (0_i32..).zip(new.environments) {
        let environment = Environment {
            id: EnvironmentId(Uuid::now_v7()),
            project_id: project.id,
            key: environment.key,
            name: environment.name,
            position,
            production: environment.production,
        };
        queries::insert_environment(write.db(), &environment).await?;
    }
    write.audit(
        Entry::new("project.create", "project", project.id, &project.key)
            .place(Place::project(project.id))
            .after(&project),
    );
    deployments::ensure_stages(&mut write, &project).await?;
    write.touch("projects");
    write.commit().await?;
    Ok(project)
}

/// The key of the project that the console itself is.
pub const OWN_PROJECT: &str = "arkan";

/// Makes the project of the console itself, unless it is there. Replicas that start together make one.
///
/// # Errors
/// When the database does not answer.
pub async fn ensure_own(backend: &Backend) -> Result<()> {
    if queries::by_key(&backend.pool, OWN_PROJECT).await?.is_some() {
        return Ok(());
    }
    let new = NewProject {
        key: OWN_PROJECT.to_owned(),
        name: "Arkan".to_owned(),
        description: String::new(),
        environments: vec![NewEnvironment {
            key: "production".to_owned(),
            name: "Production".to_owned(),
            production: true,
        }],
    };
    match create(backend, &Actor::system("arkan"), new).await {
        // Another replica was first.
        Err(Error::Invalid(errors)) if errors.get("key") == Some(&Problem::Taken) => Ok(()),
        other => other.map(drop),
    }
}
