use super::commit;
use crate::{
    Backend, Error, Result,
    audit::Entry,
    flags::queries::{self, ContextField},
    projects::Project,
};
use arkan_domain::{
    fields::{FieldErrors, Problem},
    flags::{Constraint, Operator, check_name},
    identity::{Action, Actor, Place},
    ids::ProjectId,
};
use std::collections::BTreeSet;

/// A context field, as a form sends it.
#[derive(Clone, Debug, Default)]
pub struct NewField {
    pub name: String,
    pub description: String,
    pub legal_values: Vec<String>,
    pub sticky: bool,
}

/// Legal values that a refusal names.
const SHOWN: usize = 10;

/// The protocol's own fields, which every project has.
const BUILT_IN: [&str; 6] = [
    "userId",
    "sessionId",
    "appName",
    "remoteAddress",
    "currentTime",
    "environment",
];

/// The context fields that a project described, by name.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see the project.
pub async fn context_fields(backend: &Backend, actor: &Actor, project: &Project) -> Result<Vec<ContextField>> {
    backend.allow_within(actor, Action::View, project.id)?;
    queries::fields(&backend.pool, project.id).await
}

/// Describes a field, for the first time (`version` none) or anew.
///
/// # Errors
/// [`Error::Invalid`] for a wrong or used name or a wrong value; [`Error::Stale`], [`Error::NotFound`].
pub async fn save_field(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    new: NewField,
    version: Option<i32>,
) -> Result<()> {
    let place = Place::project(project.id);
    backend.allow(actor, Action::EditFlags, place)?;
    let mut errors = FieldErrors::default();
    let name = new.name.trim().to_owned();
    errors.check("name", check_name(&name));
    if BUILT_IN.contains(&name.as_str()) {
        errors.add("name", Problem::Taken);
    }
    let description = errors.text("description", &new.description, 0, 500);
    let mut seen = BTreeSet::new();
    let legal_values: Vec<String> = new
        .legal_values
        .iter()
        .map(|value| errors.text("legal_values", value, 0, 100))
        .filter(|value| !value.is_empty() && seen.insert(value.clone()))
        .collect();
    if legal_values.len() > 500 {
        errors.add("legal_values", Problem::TooMany { max: 500 });
    }
    errors.into_result()?;
    let mut write = backend.write(actor).await?;
    let now = write.now();
    let before = queries::lock_field(write.db(), project.id, &name).await?;
    match (&before, version) {
        (Some(_), None) => return Err(Error::field("name", Problem::Taken)),
        (None, Some(_)) => return Err(Error::NotFound),
        (Some(before), Some(version)) if before.version != version => return Err(Error::Stale),
        _ => {}
    }
    let field = ContextField {
        name,
        description,
        legal_values,
        sticky: new.sticky,
        version: version.map_or(1, |version| version + 1),
    };
    queries::put_field(write.db(), project.id, &field, now).await?;
    let entry = Entry::new("context_field.save", "context_field", &field.name, &field.name).place(place);
    let entry = match &before {
        Some(before) => entry.before(before),
        None => entry,
    };
    write.audit(entry.after(&field));
    write.touch("flags");
    commit(backend, write).await
}

/// Forgets what was said of a field. Rules that name it stay.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn delete_field(backend: &Backend, actor: &Actor, project: &Project, name: &str) -> Result<()> {
    let place = Place::project(project.id);
    backend.allow(actor, Action::EditFlags, place)?;
    let mut write = backend.write(actor).await?;
    let before = queries::lock_field(write.db(), project.id, name)
        .await?
        .ok_or(Error::NotFound)?;
    queries::delete_field(write.db(), project.id, name).await?;
    write.audit(
        Entry::new("context_field.delete", "context_field", name, name)
            .place(place)
            .before(&before),
    );
    write.touch("flags");
    commit(backend, write).await
}

/// Refuses values that a field of the project cannot have.
pub(super) async fn check_legal(
    backend: &Backend,
    project: ProjectId,
    path: &str,
    constraints: &[Constraint],
    errors: &mut FieldErrors,
) -> Result<()> {
    if constraints.is_empty() {
        return Ok(());
    }
    let fields = queries::fields(&backend.pool, project).await?;
    for (index, constraint) in constraints.iter().enumerate() {
        if !matches!(constraint.operator, Operator::In | Operator::NotIn) {
            continue;
        }
        let Some(field) = fields.iter().find(|field| field.name == constraint.context_name) else {
            continue;
        };
        let legal = |value: &String| field.legal_values.is_empty() || field.legal_values.contains(value);
        if !constraint.values.iter().all(legal) {
            let some: Vec<&str> = field.legal_values.iter().take(SHOWN).map(String::as_str).collect();
            let example = some.join(", ").into();
            errors.add(&format!("{path}.{index}.values"), Problem::Format { example });
        }
    }
    Ok(())
}
