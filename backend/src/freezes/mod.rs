//! Freezes: while one is in force, no flag changes and no release moves. Kills and rollbacks pass, and are marked.

mod queries;
mod service;
#[cfg(test)]
mod tests;

pub use queries::Freeze;
pub use service::{create, current, end, list};

use crate::{Result, Write};
use arkan_domain::{freezes::FreezeError, identity::Place, ids::ProjectId};

/// The freeze in force in a place that ends last, asked inside of a change.
pub(crate) async fn in_force(write: &mut Write, place: Place) -> Result<Option<Freeze>> {
    let now = write.now();
    queries::in_force(write.db(), place, now).await
}

/// Refuses a change while its place is frozen: until when and why.
///
/// # Errors
/// [`FreezeError::Frozen`].
pub(crate) async fn refuse(write: &mut Write, place: Place) -> Result<()> {
    in_force(write, place).await?.map_or(Ok(()), frozen)
}

/// Refuses a change that acts in every environment of a project while any of them is frozen.
///
/// # Errors
/// [`FreezeError::Frozen`].
pub(crate) async fn refuse_anywhere(write: &mut Write, project: ProjectId) -> Result<()> {
    let now = write.now();
    let freezes = queries::current(write.db(), project, now).await?;
    freezes.into_iter().next().map_or(Ok(()), frozen)
}

fn frozen(freeze: Freeze) -> Result<()> {
    Err(FreezeError::Frozen {
        until: freeze.ends_at,
        reason: freeze.reason,
        by: freeze.created_by,
    }
    .into())
}
