use super::{export::parts_of, portable::portable};
use crate::{
    Backend, Error, Result, flags,
    projects::{Environment, Project},
};
use arkan_domain::{
    flags::{
        Rules,
        transfer::{Bundle, FlagPart},
    },
    identity::{Action, Actor, Place},
};
use std::collections::{BTreeMap, BTreeSet};

/// One flag in one environment as a file of its own, with the segments and fields that its rules name: what a copy
/// brings elsewhere. Prerequisites are not of one environment and stay out.
///
/// # Errors
/// [`Error::NotFound`] when there is no such flag, [`Error::Forbidden`] for those who may not see it there.
pub async fn copied(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    key: &str,
    from: &Environment,
) -> Result<Bundle> {
    backend.allow(actor, Action::View, Place::environment(project.id, from.id))?;
    let flag = flags::find(backend, actor, project, key).await?;
    let states = flags::states(backend, actor, project, std::slice::from_ref(&flag)).await?;
    let state = states.get(&(flag.id, from.id)).ok_or(Error::NotFound)?;
    let rules = state.draft().rules().unwrap_or_default();
    let mut bundle = parts_of(backend, actor, project).await?;
    let segments = flags::segments(backend, actor, project).await?;
    let keys: BTreeMap<i32, String> = segments
        .iter()
        .map(|segment| (segment.id, segment.key.clone()))
        .collect();
    let named: BTreeSet<i32> = rules
        .strategies
        .iter()
        .flat_map(|strategy| strategy.segments.iter().copied())
        .collect();
    let used: BTreeSet<&String> = named.iter().filter_map(|id| keys.get(id)).collect();
    bundle.segments.retain(|segment| used.contains(&segment.key));
    let fields = names(&rules, segments.iter().filter(|segment| named.contains(&segment.id)));
    bundle.context_fields.retain(|field| fields.contains(&field.name));
    bundle.flags.push(FlagPart {
        key: flag.key,
        description: flag.description,
        kind: flag.kind.as_str().to_owned(),
        prerequisites: Vec::new(),
        environments: BTreeMap::from([(from.key.clone(), portable(&state.draft(), &keys))]),
    });
    Ok(bundle)
}

/// The context fields that rules and segments speak of.
fn names<'a>(rules: &Rules, segments: impl Iterator<Item = &'a flags::Segment>) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = segments
        .flat_map(|segment| segment.constraints.0.iter())
        .map(|constraint| constraint.context_name.clone())
        .collect();
    for strategy in &rules.strategies {
        names.extend(
            strategy
                .constraints
                .iter()
                .map(|constraint| constraint.context_name.clone()),
        );
        names.insert(strategy.sticky().as_str().to_owned());
    }
    names
}
