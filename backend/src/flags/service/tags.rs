use super::{commit, event};
use crate::{
    Backend, Error, Result,
    audit::Entry,
    flags::queries::{self, Flag},
    projects::Project,
};
use arkan_domain::{
    fields::FieldErrors,
    flags::{FlagError, read_tags},
    identity::{Action, Actor, Place},
    ids::FlagId,
    pillar::Severity,
};
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// The tags of flags, sorted; a flag without any is left out.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see the project of one of them.
pub async fn tags(backend: &Backend, actor: &Actor, flags: &[Flag]) -> Result<HashMap<FlagId, Vec<String>>> {
    let ids = visible(backend, actor, flags)?;
    queries::tags(&backend.pool, &ids).await
}

/// Every tag of a project, sorted.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see the project.
pub async fn all_tags(backend: &Backend, actor: &Actor, project: &Project) -> Result<Vec<String>> {
    backend.allow(actor, Action::View, Place::project(project.id))?;
    queries::all_tags(&backend.pool, project.id).await
}

/// Leaves a flag with the tags of a text, separated by commas.
///
/// # Errors
/// [`Error::Invalid`] for a tag that is none, [`Error::Stale`] when the details are not that `version` any more,
/// [`FlagError::Archived`].
pub async fn set_tags(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    key: &str,
    text: &str,
    version: i32,
) -> Result<()> {
    let place = Place::project(project.id);
    backend.allow(actor, Action::EditFlags, place)?;
    let mut errors = FieldErrors::default();
    let after = errors.check("tags", read_tags(text)).unwrap_or_default();
    errors.into_result()?;

    let mut write = backend.write(actor).await?;
    let now = write.now();
    let flag = queries::lock(write.db(), project.id, key)
        .await?
        .ok_or(Error::NotFound)?;
    if flag.archived_at.is_some() {
        return Err(FlagError::Archived.into());
    }
    if flag.version != version {
        return Err(Error::Stale);
    }
    let mut known = queries::tags(write.db(), &[flag.id]).await?;
    let before = known.remove(&flag.id).unwrap_or_default();
    if before == after {
        return Ok(());
    }
    queries::replace_tags(write.db(), project.id, flag.id, &after).await?;
    queries::touch_details(write.db(), &[flag.id], now).await?;
    write.audit(
        Entry::new("flag.edit", "flag", flag.id, &flag.key)
            .place(place)
            .before(json!({ "tags": before }))
            .after(json!({ "tags": after })),
    );
    let params = json!({ "key": flag.key });
    write
        .timeline(event("flag.edited", Severity::Info, place, project, params))
        .await?;
    commit(backend, write).await
}

/// Which of these flags the actor keeps at hand.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see the project of one of them.
pub async fn favourites(backend: &Backend, actor: &Actor, flags: &[Flag]) -> Result<HashSet<FlagId>> {
    let ids = visible(backend, actor, flags)?;
    match actor.user_id() {
        Some(user) => queries::favourites(&backend.pool, user, &ids).await,
        None => Ok(HashSet::new()),
    }
}

/// Keeps a flag at hand for the actor, or lets it go: a preference of their own, which nobody else sees.
///
/// # Errors
/// [`Error::NotFound`] when there is no such flag; [`Error::Forbidden`] for a token.
pub async fn set_favourite(backend: &Backend, actor: &Actor, project: &Project, key: &str, kept: bool) -> Result<()> {
    backend.allow(actor, Action::View, Place::project(project.id))?;
    let user = actor.user_id().ok_or(Error::Forbidden)?;
    let flag = queries::by_key(&backend.pool, project.id, key)
        .await?
        .ok_or(Error::NotFound)?;
    queries::set_favourite(&backend.pool, user, flag.id, kept).await
}

fn visible(backend: &Backend, actor: &Actor, flags: &[Flag]) -> Result<Vec<FlagId>> {
    flags
        .iter()
        .map(|flag| {
            backend.allow(actor, Action::View, Place::project(flag.project_id))?;
            Ok(flag.id)
        })
        .collect()
}
