//! What can be done with flags.

mod archive;
mod bulk;
mod create;
mod details;
mod fields;
mod kill;
mod prerequisites;
mod read;
mod rollout;
mod rules;
mod segments;
mod state;
mod tags;

#[cfg(test)]
mod lists_tests;
#[cfg(test)]
mod rules_tests;
#[cfg(test)]
mod tests;

pub use archive::{archive, restore};
pub use bulk::{Bulk, Checked, MAX_BULK, bulk, checked};
pub(super) use create::RESERVED;
pub use create::{NewFlag, create};
pub use details::{Details, edit};
pub use fields::{NewField, context_fields, delete_field, save_field};
pub use kill::{kill, revive};
pub use prerequisites::{needing, prerequisites, remove_prerequisite, set_prerequisite};
pub use read::{find, list, mine, search, states, usage};
pub use rollout::{set_enabled, set_percentage};
pub(super) use rules::check_rules;
pub use rules::{check_draft, revert, set_state, versions};
pub use segments::{NewSegment, delete_segment, save_segment, segment_reach, segment_users, segments};
pub use state::Target;
pub(super) use state::{Account, Told, change_in};
pub use tags::{all_tags, favourites, set_favourite, set_tags, tags};

use super::{engines, queries, requests};
use crate::{
    Backend, Result, Write, freezes, identity,
    projects::{self, Project},
    timeline::NewEvent,
};
use arkan_domain::{
    fields::{FieldErrors, Problem},
    identity::{Actor, Place},
    ids::UserId,
    pillar::{Pillar, Severity},
};
use serde_json::Value;

/// The page of a flag.
fn link(project: &Project, key: &str) -> String {
    format!("/p/{}/flags/{key}", project.key)
}

/// An event of the timeline about a flag.
pub(super) fn event(
    kind: &'static str,
    severity: Severity,
    place: Place,
    project: &Project,
    params: Value,
) -> NewEvent {
    let link = params.get("key").and_then(Value::as_str).map(|key| link(project, key));
    NewEvent {
        pillar: Pillar::Flags,
        kind,
        severity,
        place,
        link,
        params,
    }
}

/// Tells every environment of a project that its flags are others now, in the order of their ids. A freeze of any of
/// them holds what changes them all; where one of them asks for approvals, only those who give them may do it.
async fn bump_all(backend: &Backend, write: &mut Write, project: &Project) -> Result<()> {
    freezes::refuse_anywhere(write, project.id).await?;
    let environments = projects::environments(backend, project.id).await?;
    requests::refuse_anywhere(write, project, &environments).await?;
    let mut ids: Vec<_> = environments.iter().map(|environment| environment.id).collect();
    ids.sort_unstable();
    for environment in ids {
        queries::bump(write.db(), environment).await?;
    }
    Ok(())
}

/// Makes the change durable and brings this replica's engines up to date, so that the page that follows shows what
/// applications get. The others, and this one if it fails now, follow by the wake-up.
pub(super) async fn commit(backend: &Backend, write: Write) -> Result<()> {
    write.commit().await?;
    if let Err(error) = engines::reload(backend).await {
        tracing::warn!(%error, "the flags could not be read again after a change");
    }
    Ok(())
}

/// Reads the owner of a form: nobody, or someone who can sign in.
async fn owner(backend: &Backend, actor: &Actor, text: &str, errors: &mut FieldErrors) -> Result<Option<UserId>> {
    if text.is_empty() {
        return Ok(None);
    }
    let people = identity::people(backend, actor).await?;
    let person = people
        .iter()
        .find(|person| person.active && person.id.to_string() == text);
    if person.is_none() {
        errors.add("owner", Problem::Unknown);
    }
    Ok(person.map(|person| person.id))
}
