use crate::{Backend, Result, flags::engines};
use arkan_domain::{
    identity::Actor,
    ids::{EnvironmentId, ProjectId},
};
use chrono::TimeDelta;

/// How many different users asked in an environment, and within how many days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    pub users: u64,
    /// Seven, or less where nobody asked before.
    pub days: f64,
}

impl Pace {
    /// In how many days so many users come by.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts of users and days, both positive"
    )]
    pub fn days_for(self, users: f64) -> u64 {
        (users * self.days / self.users.max(1) as f64).ceil() as u64
    }
}

/// How many users ask in an environment, by what was seen in the last seven days. None while nobody told who asks.
///
/// # Errors
/// [`crate::Error::Forbidden`] for those who may not see the project.
pub async fn pace(
    backend: &Backend,
    actor: &Actor,
    project: ProjectId,
    environment: EnvironmentId,
) -> Result<Option<Pace>> {
    let week = TimeDelta::days(7);
    let seen = engines::audience_since(backend, actor, project, environment, week).await?;
    Ok(seen.map(|(users, since)| {
        #[expect(clippy::cast_precision_loss, reason = "seconds of a week")]
        let days = (backend.clock.now() - since).num_seconds() as f64 / 86_400.0;
        Pace {
            users,
            // Less than a day says nothing of a day.
            days: days.clamp(1.0, 7.0),
        }
    }))
}
