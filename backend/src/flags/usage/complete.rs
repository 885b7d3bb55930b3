use crate::{
    Backend, Error, Result,
    audit::Entry,
    flags::{
        queries::{self, seen as rows},
        service::event,
    },
    projects::Project,
};
use arkan_domain::{
    flags::{FlagError, lifecycle::Completion},
    identity::{Action, Actor, Place},
    pillar::Severity,
};
use serde_json::json;

/// Says that a flag has done its work, and which path of the code stays: that of yes, or that of no. What it answers
/// stays as it is.
///
/// # Errors
/// [`Error::NotFound`]; [`FlagError::Archived`].
pub async fn complete(backend: &Backend, actor: &Actor, project: &Project, key: &str, keeps: bool) -> Result<()> {
    set(backend, actor, project, key, Some(keeps)).await
}

/// Takes that word back. Nothing happens when it was not given.
///
/// # Errors
/// [`Error::NotFound`]; [`FlagError::Archived`].
pub async fn reopen(backend: &Backend, actor: &Actor, project: &Project, key: &str) -> Result<()> {
    set(backend, actor, project, key, None).await
}

async fn set(backend: &Backend, actor: &Actor, project: &Project, key: &str, keeps: Option<bool>) -> Result<()> {
    let place = Place::project(project.id);
    backend.allow(actor, Action::EditFlags, place)?;
    let mut write = backend.write(actor).await?;
    let at = write.now();
    let flag = queries::lock(write.db(), project.id, key)
        .await?
        .ok_or(Error::NotFound)?;
    if flag.archived_at.is_some() {
        return Err(FlagError::Archived.into());
    }
    let before = rows::reopen(write.db(), flag.id).await?;
    if before == keeps {
        return Ok(());
    }
    if let Some(keeps) = keeps {
        rows::complete(write.db(), flag.id, Completion { keeps, at }, &actor.label).await?;
    }
    let (action, kind) = match keeps {
        Some(_) => ("flag.complete", "flag.completed"),
        None => ("flag.reopen", "flag.reopened"),
    };
    write.audit(
        Entry::new(action, "flag", flag.id, &flag.key)
            .place(place)
            .before(json!({ "keeps": before }))
            .after(json!({ "keeps": keeps })),
    );
    let params = json!({ "key": flag.key, "keeps": keeps });
    write
        .timeline(event(kind, Severity::Info, place, project, params))
        .await?;
    write.commit().await
}
