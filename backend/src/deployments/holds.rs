use super::{Stage, queries};
use crate::{Backend, Error, Result, Write, audit::Entry, projects::Project, timeline::NewEvent};
use arkan_domain::{
    deployments::{self as rules, StageState},
    fields::FieldErrors,
    identity::{Action, Actor},
    pillar::{Pillar, Severity},
};
use serde_json::json;

/// Lets no promotion into a stage until the hold is lifted. Going back stays possible.
///
/// # Errors
/// [`Error::Invalid`] without a reason; a refusal when the stage is held already.
pub async fn hold(backend: &Backend, actor: &Actor, project: &Project, key: &str, reason: &str) -> Result<()> {
    let mut write = backend.write(actor).await?;
    let stage = locked(&mut write, project, key).await?;
    rules::hold(&state(&stage))?;
    let mut errors = FieldErrors::default();
    let reason = errors.text("reason", reason, 1, 500);
    errors.into_result()?;
    let (now, by) = (write.now(), actor.label.clone());
    queries::stages::set_hold(write.db(), stage.id, Some((now, &by, &reason))).await?;
    write.audit(
        Entry::new("stage.hold", "stage", stage.id, &stage.name)
            .place(stage.place())
            .reason(&reason),
    );
    tell(&mut write, project, &stage, ("stage.held", Severity::Warning), &reason).await?;
    write.commit().await
}

/// Lets promotions in again.
///
/// # Errors
/// A refusal when the stage is not held.
pub async fn unhold(backend: &Backend, actor: &Actor, project: &Project, key: &str, reason: &str) -> Result<()> {
    let mut write = backend.write(actor).await?;
    let stage = locked(&mut write, project, key).await?;
    let was = rules::unhold(&state(&stage))?.clone();
    let mut errors = FieldErrors::default();
    let reason = errors.text("reason", reason, 0, 500);
    errors.into_result()?;
    queries::stages::set_hold(write.db(), stage.id, None).await?;
    write.audit(
        Entry::new("stage.unhold", "stage", stage.id, &stage.name)
            .place(stage.place())
            .before(json!({ "held_by": was.by, "reason": was.reason }))
            .reason(&reason),
    );
    tell(&mut write, project, &stage, ("stage.unheld", Severity::Good), &reason).await?;
    write.commit().await
}

async fn locked(write: &mut Write, project: &Project, key: &str) -> Result<Stage> {
    let (stage, _) = queries::stages::lock(write.db(), project.id, key).await?;
    let stage = stage.ok_or(Error::NotFound)?;
    write
        .backend()
        .allow(write.actor(), Action::MoveRelease, stage.place())?;
    Ok(stage)
}

fn state(stage: &Stage) -> StageState {
    StageState {
        current: None,
        hold: stage.hold(),
    }
}

async fn tell(
    write: &mut Write,
    project: &Project,
    stage: &Stage,
    (kind, severity): (&'static str, Severity),
    reason: &str,
) -> Result<()> {
    write
        .timeline(NewEvent {
            pillar: Pillar::Deployments,
            kind,
            severity,
            place: stage.place(),
            link: Some(format!("/p/{}/stages/{}", project.key, stage.key)),
            params: json!({ "project": project.name, "stage": stage.name, "reason": reason }),
        })
        .await
}
