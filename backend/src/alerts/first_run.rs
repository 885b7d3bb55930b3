//! What a fresh console checks: itself.

use super::checks;
use crate::{Backend, Result, settings};
use arkan_domain::{
    alerts::{CheckDraft, ConsolePart, Rhythm, Spec, Urgency},
    identity::Actor,
    ids::ProjectId,
};

/// The fact that it was done: who archives a check does not get it back.
const DONE: &str = "alerts.first_run";

/// Registers the checks of the console itself, once in the life of an installation: that its `/healthz` answers, and
/// that its database takes connections.
///
/// # Errors
/// When the database does not answer.
pub async fn first_run(backend: &Backend, project: ProjectId) -> Result<()> {
    if settings::get::<bool>(&backend.pool, DONE).await?.is_some() {
        return Ok(());
    }
    let actor = Actor::system("Arkan");
    for (name, part) in [
        ("Arkan /healthz", ConsolePart::Web),
        ("Arkan Postgres", ConsolePart::Database),
    ] {
        let draft = CheckDraft {
            name: name.to_owned(),
            severity: Urgency::Critical,
            rhythm: Rhythm {
                interval_seconds: 10,
                timeout_seconds: 5,
                retries: 1,
            },
            spec: Spec::Console { part },
        };
        match checks::insert(backend, &actor, project, None, &draft, "").await {
            // Another replica was first.
            Err(crate::Error::Invalid(_)) | Ok(_) => {}
            Err(error) => return Err(error),
        }
    }
    let mut connection = backend.pool.acquire().await?;
    settings::put(&mut connection, DONE, &true, backend.clock.now()).await
}
