use super::{archive, bump_all, commit, owner};
use crate::{
    Backend, Result, Write,
    audit::Entry,
    flags::queries::{self, Flag},
    projects::Project,
    timeline::NewEvent,
};
use arkan_domain::{
    fields::{FieldErrors, Problem},
    flags::{MAX_TAGS, NotAll, read_tag},
    identity::{Action, Actor, Place},
    ids::{FlagId, UserId},
    pillar::{Pillar, Severity},
};
use serde_json::json;
use std::collections::HashMap;

/// The most flags that are changed at once.
pub const MAX_BULK: usize = 200;
/// So many keys are named in the timeline; the audit trail has them all.
const NAMED: usize = 5;

/// A flag that was checked, as it was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub key: String,
    /// The version of its details; an older one is refused where that matters.
    pub version: i32,
}

/// What to do with several flags, as a form sends it.
#[derive(Clone, Debug)]
pub enum Bulk {
    /// `confirm` is the number of flags.
    Archive {
        confirm: String,
    },
    AddTag(String),
    RemoveTag(String),
    /// The id of a user; empty for nobody.
    SetOwner(String),
}

/// The same, read and checked.
enum Act {
    Archive,
    AddTag(String),
    RemoveTag(String),
    SetOwner(Option<UserId>),
}

/// Flags by their keys, in the order of the keys; those that are not there are left out.
///
/// # Errors
/// [`crate::Error::Forbidden`] for those who may not see the project.
pub async fn checked(backend: &Backend, actor: &Actor, project: &Project, keys: &[String]) -> Result<Vec<Flag>> {
    backend.allow(actor, Action::View, Place::project(project.id))?;
    let keys = &keys[..keys.len().min(MAX_BULK)];
    queries::by_keys(&backend.pool, project.id, keys).await
}

/// Changes several flags in one transaction: all of them, or none when one stands in the way. Those that are already as
/// asked for are left alone. Tells how many were changed.
///
/// # Errors
/// [`crate::Error::Invalid`] for a wrong field or no flag; [`arkan_domain::flags::FlagError::NotAll`] with the flags that stand
/// in the way.
pub async fn bulk(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    checked: &[Checked],
    bulk: Bulk,
) -> Result<usize> {
    let place = Place::project(project.id);
    backend.allow(actor, Action::EditFlags, place)?;
    let act = read(backend, actor, checked, bulk).await?;

    let mut write = backend.write(actor).await?;
    let keys: Vec<String> = checked.iter().map(|one| one.key.clone()).collect();
    let flags = queries::lock_many(write.db(), project.id, &keys).await?;
    let ids: Vec<FlagId> = flags.iter().map(|flag| flag.id).collect();
    let tags = queries::tags(write.db(), &ids).await?;
    let mut refused = in_the_way(&act, checked, &flags, &tags);
    if matches!(act, Act::Archive) {
        for flag in flags.iter().filter(|flag| flag.archived_at.is_none()) {
            let needing = queries::needing(&mut *write.db(), flag.id).await?;
            if needing.iter().any(|key| !keys.contains(key)) {
                refused.needed.push(flag.key.clone());
            }
        }
    }
    refused.into_result()?;

    let none = Vec::new();
    let changed: Vec<&Flag> = flags
        .iter()
        .filter(|flag| differs(&act, flag, tags.get(&flag.id).unwrap_or(&none)))
        .collect();
    if changed.is_empty() {
        return Ok(0);
    }
    let ids: Vec<FlagId> = changed.iter().map(|flag| flag.id).collect();
    let now = write.now();
    match &act {
        Act::Archive => {
            for flag in &changed {
                archive::mark(&mut write, place, flag, true).await?;
            }
            bump_all(backend, &mut write, project).await?;
        }
        Act::AddTag(tag) | Act::RemoveTag(tag) => {
            let add = matches!(act, Act::AddTag(_));
            for flag in &changed {
                let before = tags.get(&flag.id).unwrap_or(&none);
                retag(&mut write, project, flag, before, tag, add).await?;
            }
            queries::touch_details(write.db(), &ids, now).await?;
        }
        Act::SetOwner(owner) => {
            queries::set_owner(write.db(), &ids, *owner, now).await?;
            for flag in &changed {
                let entry = Entry::new("flag.edit", "flag", flag.id, &flag.key).place(place);
                write.audit(
                    entry
                        .before(json!({ "owner_id": flag.owner_id }))
                        .after(json!({ "owner_id": owner })),
                );
            }
        }
    }
    write.timeline(told(&act, place, project, &changed)).await?;
    commit(backend, write).await?;
    Ok(changed.len())
}

async fn read(backend: &Backend, actor: &Actor, checked: &[Checked], bulk: Bulk) -> Result<Act> {
    let mut errors = FieldErrors::default();
    if checked.is_empty() {
        errors.add("flag", Problem::Required);
    }
    if checked.len() > MAX_BULK {
        let max = i64::try_from(MAX_BULK).unwrap_or(i64::MAX);
        errors.add("flag", Problem::OutOfRange { min: 1, max });
    }
    let act = match bulk {
        Bulk::Archive { confirm } => {
            let expected = checked.len().to_string();
            if confirm.trim() != expected {
                errors.add("confirm", Problem::NameNotTyped { expected });
            }
            Act::Archive
        }
        Bulk::AddTag(text) => Act::AddTag(errors.check("tag", read_tag(&text)).unwrap_or_default()),
        Bulk::RemoveTag(text) => Act::RemoveTag(errors.check("tag", read_tag(&text)).unwrap_or_default()),
        Bulk::SetOwner(text) => Act::SetOwner(owner(backend, actor, &text, &mut errors).await?),
    };
    errors.into_result()?;
    Ok(act)
}

/// Which of the flags stand in the way, and why.
fn in_the_way(act: &Act, checked: &[Checked], flags: &[Flag], tags: &HashMap<FlagId, Vec<String>>) -> NotAll {
    let mut refused = NotAll::default();
    let known: HashMap<&str, &Flag> = flags.iter().map(|flag| (flag.key.as_str(), flag)).collect();
    for Checked { key, version } in checked {
        let Some(flag) = known.get(key.as_str()) else {
            refused.gone.push(key.clone());
            continue;
        };
        let archived = flag.archived_at.is_some();
        match act {
            // Someone else was faster: that is what was wanted.
            Act::Archive if archived => {}
            // What was looked at before it is taken out of use must be what it is.
            Act::Archive if flag.version != *version => refused.changed.push(key.clone()),
            Act::Archive => {}
            _ if archived => refused.archived.push(key.clone()),
            Act::AddTag(tag) => {
                let full = tags
                    .get(&flag.id)
                    .is_some_and(|tags| tags.len() >= MAX_TAGS && !tags.contains(tag));
                if full {
                    refused.full.push(key.clone());
                }
            }
            Act::RemoveTag(_) | Act::SetOwner(_) => {}
        }
    }
    refused
}

fn differs(act: &Act, flag: &Flag, tags: &[String]) -> bool {
    match act {
        Act::Archive => flag.archived_at.is_none(),
        Act::AddTag(tag) => !tags.contains(tag),
        Act::RemoveTag(tag) => tags.contains(tag),
        Act::SetOwner(owner) => flag.owner_id != *owner,
    }
}

async fn retag(
    write: &mut Write,
    project: &Project,
    flag: &Flag,
    before: &[String],
    tag: &str,
    add: bool,
) -> Result<()> {
    let mut after: Vec<String> = before.iter().filter(|known| *known != tag).cloned().collect();
    if add {
        after.push(tag.to_owned());
        after.sort();
    }
    queries::replace_tags(write.db(), project.id, flag.id, &after).await?;
    write.audit(
        Entry::new("flag.edit", "flag", flag.id, &flag.key)
            .place(Place::project(project.id))
            .before(json!({ "tags": before }))
            .after(json!({ "tags": after })),
    );
    Ok(())
}

/// One event for all of them, so that a hundred flags do not bury what else happened.
fn told(act: &Act, place: Place, project: &Project, changed: &[&Flag]) -> NewEvent {
    let mut keys: Vec<&str> = changed.iter().take(NAMED).map(|flag| flag.key.as_str()).collect();
    if changed.len() > NAMED {
        keys.push("…");
    }
    let list = format!("/p/{}/flags", project.key);
    let (kind, severity, link) = match act {
        Act::Archive => ("flag.bulk_archived", Severity::Warning, format!("{list}?archived=yes")),
        _ => ("flag.bulk_edited", Severity::Info, list),
    };
    NewEvent {
        pillar: Pillar::Flags,
        kind,
        severity,
        place,
        link: Some(link),
        params: json!({ "count": changed.len(), "keys": keys.join(", ") }),
    }
}
