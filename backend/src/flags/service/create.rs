use super::{commit, event, owner};
use crate::{
    Backend, Error, Result,
    audit::Entry,
    flags::queries::{self, Flag},
    projects::{self, Project},
};
use arkan_domain::{
    fields::{FieldErrors, Problem},
    flags::FlagKind,
    identity::{Action, Actor, Place},
    ids::FlagId,
    key::check_key,
    pillar::Severity,
};
use serde_json::json;
use uuid::Uuid;

/// Names that pages beside the flags have: a flag of that name could not be opened.
pub(in crate::flags) const RESERVED: [&str; 5] = ["new", "transfer", "export", "stale", "contexts"];

/// A flag to be made, as a form sends it.
#[derive(Clone, Debug, Default)]
pub struct NewFlag {
    pub key: String,
    pub description: String,
    pub kind: String,
    /// The id of a user; empty for nobody.
    pub owner: String,
}

/// Makes a flag that is off in every environment.
///
/// # Errors
/// [`Error::Invalid`] for a wrong or used key, an unknown kind or owner.
pub async fn create(backend: &Backend, actor: &Actor, project: &Project, new: NewFlag) -> Result<Flag> {
    let place = Place::project(project.id);
    backend.allow(actor, Action::EditFlags, place)?;
    let mut errors = FieldErrors::default();
    let key = new.key.trim().to_owned();
    errors.check("key", check_key(&key));
    if RESERVED.contains(&key.as_str()) {
        errors.add("key", Problem::Taken);
    }
    let description = errors.text("description", &new.description, 0, 500);
    let kind = errors.check("kind", FlagKind::parse(&new.kind).ok_or(Problem::Unknown));
    let owner_id = owner(backend, actor, &new.owner, &mut errors).await?;
    errors.into_result()?;
    let kind = kind.ok_or(Error::NotFound)?;

    let environments = projects::environments(backend, project.id).await?;
    let mut write = backend.write(actor).await?;
    let now = write.now();
    let flag = Flag {
        id: FlagId(Uuid::now_v7()),
        project_id: project.id,
        key,
        description,
        kind,
        owner_id,
        created_at: now,
        updated_at: now,
        archived_at: None,
        version: 1,
    };
    queries::insert(write.db(), &flag).await?;
    let mut ids: Vec<_> = environments.iter().map(|environment| environment.id).collect();
    ids.sort_unstable();
    for environment in ids {
        queries::insert_state(write.db(), &flag, environment, now, &actor.label).await?;
        queries::bump(write.db(), environment).await?;
    }
    write.audit(
        Entry::new("flag.create", "flag", flag.id, &flag.key)
            .place(place)
            .after(&flag),
    );
    let params = json!({ "key": flag.key, "kind": flag.kind });
    write
        .timeline(event("flag.created", Severity::Info, place, project, params))
        .await?;
    commit(backend, write).await?;
    Ok(flag)
}
