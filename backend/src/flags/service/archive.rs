use super::{bump_all, commit, event};
use crate::{
    Backend, Error, Result, Write,
    audit::Entry,
    flags::queries::{self, Flag},
    projects::Project,
};
use arkan_domain::{
    fields::Problem,
    flags::FlagError,
    identity::{Action, Actor, Place},
    pillar::Severity,
};
use serde_json::json;

/// Takes a flag out of use in every environment: applications get the default of their code from then on.
///
/// # Errors
/// [`Error::Invalid`] when `confirm` is not the key; [`Error::Stale`] when the details are not that `version` any more;
/// [`FlagError::Archived`]; [`FlagError::Needed`] while other flags need it.
pub async fn archive(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    key: &str,
    confirm: &str,
    version: i32,
) -> Result<()> {
    if confirm.trim() != key {
        backend.allow(actor, Action::EditFlags, Place::project(project.id))?;
        let expected = key.to_owned();
        return Err(Error::field("confirm", Problem::NameNotTyped { expected }));
    }
    set_archived(backend, actor, project, key, true, version).await
}

/// Brings an archived flag back with the settings that it had.
///
/// # Errors
/// [`Error::Stale`] when the details are not that `version` any more; [`FlagError::NotArchived`].
pub async fn restore(backend: &Backend, actor: &Actor, project: &Project, key: &str, version: i32) -> Result<()> {
    set_archived(backend, actor, project, key, false, version).await
}

async fn set_archived(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    key: &str,
    archived: bool,
    version: i32,
) -> Result<()> {
    let place = Place::project(project.id);
    backend.allow(actor, Action::EditFlags, place)?;
    let mut write = backend.write(actor).await?;
    let flag = queries::lock(write.db(), project.id, key)
        .await?
        .ok_or(Error::NotFound)?;
    match (archived, flag.archived_at) {
        (true, Some(_)) => return Err(FlagError::Archived.into()),
        (false, None) => return Err(FlagError::NotArchived.into()),
        _ => {}
    }
    if flag.version != version {
        return Err(Error::Stale);
    }
    if archived {
        let needing = queries::needing(&mut *write.db(), flag.id).await?;
        if !needing.is_empty() {
            return Err(FlagError::Needed(needing).into());
        }
    }
    mark(&mut write, place, &flag, archived).await?;
    bump_all(backend, &mut write, project).await?;
    let kind = if archived { "flag.archived" } else { "flag.restored" };
    let params = json!({ "key": flag.key });
    write
        .timeline(event(kind, Severity::Warning, place, project, params))
        .await?;
    commit(backend, write).await
}

/// Writes and records that a flag is out of use, or in use again.
pub(super) async fn mark(write: &mut Write, place: Place, flag: &Flag, archived: bool) -> Result<()> {
    let now = write.now();
    queries::set_archived(write.db(), flag.id, archived.then_some(now), now).await?;
    let action = if archived { "flag.archive" } else { "flag.restore" };
    write.audit(
        Entry::new(action, "flag", flag.id, &flag.key)
            .place(place)
            .before(json!({ "archived": !archived }))
            .after(json!({ "archived": archived })),
    );
    Ok(())
}
