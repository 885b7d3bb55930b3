use crate::{
    Backend, Error, Result,
    audit::Entry,
    flags::{queries::contexts as rows, service::commit},
    projects::{self, Environment, Project},
};
use arkan_domain::identity::{Action, Actor, Place};
use serde_json::json;

/// Whether contexts are kept in an environment, and how many there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keeping {
    pub environment: Environment,
    pub kept: bool,
    pub contexts: u64,
}

/// Whether contexts are kept, by environment of a project.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see the project.
pub async fn keeping(backend: &Backend, actor: &Actor, project: &Project) -> Result<Vec<Keeping>> {
    backend.allow(actor, Action::View, Place::project(project.id))?;
    let not_kept = rows::not_kept(&backend.pool).await?;
    let counts = rows::counts(&backend.pool, project.id).await?;
    let environments = projects::environments(backend, project.id).await?;
    Ok(environments
        .into_iter()
        .map(|environment| Keeping {
            kept: !not_kept.contains(&environment.id),
            contexts: counts.get(&environment.id).copied().unwrap_or_default(),
            environment,
        })
        .collect())
}

/// Says whether contexts are kept in an environment from now on. Without, those that are there are removed at once.
///
/// # Errors
/// [`Error::NotFound`] when the environment is another project's.
pub async fn keep_contexts(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    environment: &Environment,
    kept: bool,
) -> Result<()> {
    if environment.project_id != project.id {
        return Err(Error::NotFound);
    }
    let place = Place::environment(project.id, environment.id);
    backend.allow(actor, Action::EditFlags, place)?;
    let mut write = backend.write(actor).await?;
    let now = write.now();
    if !rows::set_kept(write.db(), environment.id, kept, now, &actor.label).await? {
        return Ok(());
    }
    if !kept {
        rows::remove(write.db(), environment.id).await?;
    }
    write.audit(
        Entry::new("flag.contexts", "environment", environment.id, &environment.key)
            .place(place)
            .before(json!({ "kept": !kept }))
            .after(json!({ "kept": kept })),
    );
    // Every replica reads its flags again, and with them whether it may draw.
    write.touch("flags");
    commit(backend, write).await
}
