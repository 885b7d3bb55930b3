//! What the first page says of every pillar, in as few questions to the database as possible.
//!
//! This is the one place that reads the tables of all pillars, read-only: a page that is asked for fifty times a
//! second cannot go through five services of several queries each. Nothing is decided here; pages and services of
//! the pillars say the same at more length.

mod model;
mod queries;

#[cfg(test)]
mod tests;

pub use model::{Alerts, Backups, Flags, Guides, KilledFlag, Overview};

use crate::{Backend, Result, deployments, projects::Project};
use arkan_domain::identity::{Action, Actor, Place};

/// How many killed flags are named.
const NAMED: i64 = 5;

/// The state of every pillar, as far as the actor may see it, for one project and the console as a whole.
///
/// # Errors
/// [`crate::Error::Forbidden`] when the actor may not see the project.
pub async fn overview(backend: &Backend, actor: &Actor, project: Option<&Project>) -> Result<Overview> {
    let pool = &backend.pool;
    let console = actor.can(Action::View, Place::CONSOLE);
    if let Some(project) = project {
        backend.allow(actor, Action::View, Place::project(project.id))?;
    }
    let id = project.map(|project| project.id);
    let releases = async {
        match project {
            Some(project) => deployments::summary(backend, actor, project).await.map(Some),
            None => Ok(None),
        }
    };
    let (counts, killed, backups, guides, releases) = tokio::try_join!(
        queries::counts(pool, id, console),
        queries::killed(pool, id, NAMED),
        queries::backups(pool),
        queries::guides(pool),
        releases,
    )?;
    Ok(Overview {
        flags: project.map(|_| Flags {
            total: counts.flags,
            killed_total: counts.killed,
            killed,
        }),
        deployments: releases,
        alerts: Alerts {
            firing: counts.firing,
            critical: counts.critical,
            acknowledged: counts.acknowledged,
            checks: counts.checks,
            checks_down: counts.checks_down,
        },
        backups: console.then_some(backups),
        guides,
    })
}
