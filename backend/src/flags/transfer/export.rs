use super::portable::portable;
use crate::{
    Backend, Result,
    flags::{self, Filter, Flag},
    projects::{self, Project},
};
use arkan_domain::{
    flags::transfer::{Bundle, FieldPart, FlagPart, NeedPart, SegmentPart},
    identity::{Action, Actor, Place},
};
use std::collections::BTreeMap;

/// Flags read at a time.
const PAGE: usize = 500;

/// The flags that a filter finds, what they do in each environment that the actor may see, and all that rules name.
///
/// # Errors
/// [`crate::Error::Forbidden`] for those who may not see the project.
pub async fn export(backend: &Backend, actor: &Actor, project: &Project, mut filter: Filter) -> Result<Bundle> {
    let mut bundle = parts_of(backend, actor, project).await?;
    let segments = flags::segments(backend, actor, project).await?;
    let keys = segments.into_iter().map(|segment| (segment.id, segment.key)).collect();
    filter.after = None;
    filter.before = None;
    loop {
        let listed = flags::list(backend, actor, project, &filter, PAGE).await?;
        parts(backend, actor, project, &listed.flags, &keys, &mut bundle).await?;
        match listed.older {
            Some(last) => filter.before = Some(last),
            None => return Ok(bundle.sorted()),
        }
    }
}

/// A file without flags: the context fields and segments of a project.
pub(super) async fn parts_of(backend: &Backend, actor: &Actor, project: &Project) -> Result<Bundle> {
    let mut bundle = Bundle::new();
    bundle.context_fields = flags::context_fields(backend, actor, project)
        .await?
        .into_iter()
        .map(|field| FieldPart {
            name: field.name,
            description: field.description,
            legal_values: field.legal_values,
            sticky: field.sticky,
        })
        .collect();
    bundle.segments = flags::segments(backend, actor, project)
        .await?
        .into_iter()
        .map(|segment| SegmentPart {
            key: segment.key,
            description: segment.description,
            constraints: serde_json::to_value(&segment.constraints.0).unwrap_or_default(),
        })
        .collect();
    Ok(bundle)
}

async fn parts(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    found: &[Flag],
    keys: &BTreeMap<i32, String>,
    bundle: &mut Bundle,
) -> Result<()> {
    let states = flags::states(backend, actor, project, found).await?;
    let environments = projects::environments(backend, project.id).await?;
    for flag in found {
        let needs = flags::prerequisites(backend, actor, flag).await?;
        let seen = environments.iter().filter(|environment| {
            let place = Place::environment(project.id, environment.id);
            actor.can(Action::View, place)
        });
        let seen = seen.filter_map(|environment| {
            let state = states.get(&(flag.id, environment.id))?;
            Some((environment.key.clone(), portable(&state.draft(), keys)))
        });
        bundle.flags.push(FlagPart {
            key: flag.key.clone(),
            description: flag.description.clone(),
            kind: flag.kind.as_str().to_owned(),
            prerequisites: needs
                .into_iter()
                .map(|need| NeedPart {
                    key: need.key,
                    enabled: need.enabled,
                    variants: need.variants,
                })
                .collect(),
            environments: seen.collect(),
        });
    }
    Ok(())
}
