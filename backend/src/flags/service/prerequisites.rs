use super::{bump_all, commit, event};
use crate::{
    Backend, Error, Result,
    audit::Entry,
    flags::queries::{self, Flag, Prerequisite},
    projects::Project,
};
use arkan_domain::{
    fields::{FieldErrors, Problem},
    flags::{FlagError, check_name, check_prerequisite},
    identity::{Action, Actor, Place},
    pillar::Severity,
};
use serde_json::json;

/// What a flag needs, by key.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see the project.
pub async fn prerequisites(backend: &Backend, actor: &Actor, flag: &Flag) -> Result<Vec<Prerequisite>> {
    backend.allow_within(actor, Action::View, flag.project_id)?;
    queries::needed_by(&backend.pool, flag.id).await
}

/// The keys of the flags that need a flag.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see the project.
pub async fn needing(backend: &Backend, actor: &Actor, flag: &Flag) -> Result<Vec<String>> {
    backend.allow_within(actor, Action::View, flag.project_id)?;
    queries::needing(&backend.pool, flag.id).await
}

/// Makes a flag need another, in every environment; a need that is there already is changed.
///
/// # Errors
/// [`Error::Invalid`] on `parent` when there is no such flag, or when the needs would run in a circle or a chain (the
/// way is named); [`FlagError::Archived`].
pub async fn set_prerequisite(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    key: &str,
    needed: Prerequisite,
) -> Result<()> {
    let place = Place::project(project.id);
    backend.allow(actor, Action::EditFlags, place)?;
    let mut errors = FieldErrors::default();
    for variant in &needed.variants {
        errors.check("variants", check_name(variant));
    }
    errors.into_result()?;
    let mut write = backend.write(actor).await?;
    let needs = queries::lock_needs(write.db(), project.id).await?;
    let (flag, parent) = both(&mut write, project, key, &needed.key).await?;
    let others: Vec<_> = needs
        .into_iter()
        .filter(|(child, parent)| (child.as_str(), parent.as_str()) != (key, needed.key.as_str()))
        .collect();
    check_prerequisite(&others, key, &needed.key).map_err(|problem| Error::field("parent", problem))?;
    queries::put_prerequisite(write.db(), flag.id, parent.id, needed.enabled, &needed.variants).await?;
    let now = write.now();
    queries::touch(write.db(), flag.id, now).await?;
    bump_all(backend, &mut write, project).await?;
    write.audit(
        Entry::new("flag.need", "flag", flag.id, &flag.key)
            .place(place)
            .after(&needed),
    );
    let params = json!({ "key": flag.key, "parent": parent.key });
    write
        .timeline(event("flag.need_set", Severity::Info, place, project, params))
        .await?;
    commit(backend, write).await
}

/// Ends a need.
///
/// # Errors
/// [`Error::NotFound`] when there is none; [`FlagError::Archived`].
pub async fn remove_prerequisite(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    key: &str,
    parent: &str,
) -> Result<()> {
    let place = Place::project(project.id);
    backend.allow(actor, Action::EditFlags, place)?;
    let mut write = backend.write(actor).await?;
    queries::lock_needs(write.db(), project.id).await?;
    let (flag, parent) = both(&mut write, project, key, parent).await?;
    if !queries::delete_prerequisite(write.db(), flag.id, parent.id).await? {
        return Err(Error::NotFound);
    }
    let now = write.now();
    queries::touch(write.db(), flag.id, now).await?;
    bump_all(backend, &mut write, project).await?;
    write.audit(
        Entry::new("flag.unneed", "flag", flag.id, &flag.key)
            .place(place)
            .before(json!({ "key": parent.key })),
    );
    let params = json!({ "key": flag.key, "parent": parent.key });
    write
        .timeline(event("flag.need_removed", Severity::Info, place, project, params))
        .await?;
    commit(backend, write).await
}

async fn both(write: &mut crate::Write, project: &Project, key: &str, parent: &str) -> Result<(Flag, Flag)> {
    let flag = queries::lock(write.db(), project.id, key)
        .await?
        .ok_or(Error::NotFound)?;
    if flag.archived_at.is_some() {
        return Err(FlagError::Archived.into());
    }
    let unknown = || Error::field("parent", Problem::Unknown);
    let parent = queries::lock(write.db(), project.id, parent.trim())
        .await?
        .filter(|parent| parent.archived_at.is_none())
        .ok_or_else(unknown)?;
    Ok((flag, parent))
}
