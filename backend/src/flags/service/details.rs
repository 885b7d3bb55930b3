use super::{commit, event, owner};
use crate::{
    Backend, Error, Result,
    audit::Entry,
    flags::queries::{self, Flag},
    projects::Project,
};
use arkan_domain::{
    fields::{FieldErrors, Problem},
    flags::{FlagError, FlagKind},
    identity::{Action, Actor, Place},
    pillar::Severity,
};
use serde_json::json;

/// What describes a flag, as a form sends it.
#[derive(Clone, Debug, Default)]
pub struct Details {
    pub description: String,
    pub kind: String,
    /// The id of a user; empty for nobody.
    pub owner: String,
}

/// Changes what describes a flag. What it does stays as it is.
///
/// # Errors
/// [`Error::Invalid`] for a wrong field, [`Error::Stale`] when the details are not that `version` any more,
/// [`FlagError::Archived`].
pub async fn edit(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    key: &str,
    details: Details,
    version: i32,
) -> Result<()> {
    let place = Place::project(project.id);
    backend.allow(actor, Action::EditFlags, place)?;
    let mut errors = FieldErrors::default();
    let description = errors.text("description", &details.description, 0, 500);
    let kind = errors.check("kind", FlagKind::parse(&details.kind).ok_or(Problem::Unknown));
    let owner_id = owner(backend, actor, &details.owner, &mut errors).await?;
    errors.into_result()?;
    let kind = kind.ok_or(Error::NotFound)?;

    let mut write = backend.write(actor).await?;
    let before = queries::lock(write.db(), project.id, key)
        .await?
        .ok_or(Error::NotFound)?;
    if before.archived_at.is_some() {
        return Err(FlagError::Archived.into());
    }
    if before.version != version {
        return Err(Error::Stale);
    }
    let after = Flag {
        description,
        kind,
        owner_id,
        updated_at: write.now(),
        ..before.clone()
    };
    let same = (&after.description, after.kind, after.owner_id) == (&before.description, before.kind, before.owner_id);
    if same {
        return Ok(());
    }
    queries::update_details(write.db(), &after).await?;
    write.audit(
        Entry::new("flag.edit", "flag", after.id, &after.key)
            .place(place)
            .before(&before)
            .after(&after),
    );
    let params = json!({ "key": after.key });
    write
        .timeline(event("flag.edited", Severity::Info, place, project, params))
        .await?;
    commit(backend, write).await
}
