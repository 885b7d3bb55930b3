//! Jobs as the console shows them, and the way to stop one.

use super::queries::{self, Job};
use crate::{Backend, Error, Result, audit::Entry};
use arkan_domain::{
    identity::{Action, Actor, Place},
    ids::JobId,
};

/// Rows on the page: what is at work, and what ended.
const LIVE: i64 = 100;
const ENDED: i64 = 50;

/// What the workers do and did.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Running ones first, then those that wait, the next due first.
    pub live: Vec<Job>,
    /// The latest first.
    pub ended: Vec<Job>,
}

/// What the workers do and did.
///
/// # Errors
/// [`Error::Forbidden`] without [`Action::SeeJobs`].
pub async fn overview(backend: &Backend, actor: &Actor) -> Result<Overview> {
    backend.allow(actor, Action::SeeJobs, Place::CONSOLE)?;
    Ok(Overview {
        live: queries::live(&backend.pool, LIVE).await?,
        ended: queries::ended(&backend.pool, ENDED).await?,
    })
}

/// Asks a job to stop. Whoever may watch the workers may stop one: the permission table has it with operators only.
///
/// # Errors
/// [`Error::NotFound`] when there is no such job, or it has ended.
pub async fn cancel(backend: &Backend, actor: &Actor, id: JobId) -> Result<()> {
    backend.allow(actor, Action::SeeJobs, Place::CONSOLE)?;
    let job = queries::find(&backend.pool, id).await?.ok_or(Error::NotFound)?;
    let mut write = backend.write(actor).await?;
    let now = write.now();
    if !queries::request_cancel(write.db(), id, now).await? {
        return Err(Error::NotFound);
    }
    write.audit(Entry::new("job.cancel", "job", id, job.kind));
    write.touch("jobs");
    write.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Clock, audit,
        jobs::{NewJob, enqueue},
    };
    use serde_json::json;
    use sqlx::PgPool;

    #[sqlx::test(migrations = "../migrations")]
    async fn a_waiting_job_is_cancelled_once_and_on_record(pool: PgPool) {
        let backend = Backend::for_tests(pool, Clock::default());
        let actor = Actor::system("test");
        let id = enqueue(&backend, NewJob::new("thing.do", json!({})))
            .await
            .expect("queues")
            .expect("new");
        assert_eq!(overview(&backend, &actor).await.expect("lists").live.len(), 1);

        cancel(&backend, &actor, id).await.expect("cancels");
        let after = overview(&backend, &actor).await.expect("lists");
        assert!(after.live.is_empty());
        assert_eq!(after.ended[0].state, "cancelled");
        assert!(matches!(cancel(&backend, &actor, id).await, Err(Error::NotFound)));

        let trail = audit::list(&backend, &actor, &audit::Filter::default(), 10)
            .await
            .expect("lists");
        let recorded: Vec<_> = trail
            .iter()
            .map(|event| (event.action.as_str(), event.target_label.as_str()))
            .collect();
        assert_eq!(recorded, [("job.cancel", "thing.do")]);

        let nobody = Actor {
            grants: Vec::new(),
            ..actor
        };
        assert!(matches!(overview(&backend, &nobody).await, Err(Error::Forbidden)));
        assert!(matches!(cancel(&backend, &nobody, id).await, Err(Error::Forbidden)));
    }
}
