use super::{Lane, Release, Run, Stage, queries, see};
use crate::{Backend, Error, Result, Write, audit::Entry, freezes, projects::Project, timeline::NewEvent};
use arkan_domain::{
    deployments::{self as rules, Previous, RunKind},
    fields::FieldErrors,
    identity::{Action, Actor},
    ids::{StageId, StageRunId},
    pillar::{Pillar, Severity},
};
use serde_json::json;
use uuid::Uuid;

/// A release to be moved into a stage.
#[derive(Clone, Copy, Debug)]
pub struct Move<'a> {
    pub project: &'a Project,
    /// The stage's key.
    pub stage: &'a str,
    pub release: &'a Release,
    /// The version of the stage that was looked at; none when the caller did not look.
    pub expected: Option<i32>,
    pub reason: &'a str,
}

/// Promotes a release into a stage. What ran there ends at the same moment.
///
/// # Errors
/// [`Error::Stale`] when the stage moved since `expected`; a refusal by the rules of movement; a freeze.
pub async fn promote(backend: &Backend, actor: &Actor, to: Move<'_>) -> Result<()> {
    let mut write = backend.write(actor).await?;
    let (lane, previous) = enter(&mut write, &to).await?;
    let before = previous.as_ref().map(|(_, previous)| previous);
    let kind = rules::promote(&lane.state(), before, &to.release.occupant())?;
    let from = previous.as_ref().map(|(id, _)| *id);
    freezes::refuse(&mut write, lane.stage.place()).await?;
    settle(&mut write, &to, &lane, kind, from).await?;
    write.commit().await
}

/// Puts a stage back to a release that ran there earlier, held or frozen or not.
///
/// # Errors
/// [`Error::Invalid`] without a reason; a refusal when it runs now or never ran there.
pub async fn roll_back(backend: &Backend, actor: &Actor, to: Move<'_>) -> Result<()> {
    let mut write = backend.write(actor).await?;
    let (lane, _) = enter(&mut write, &to).await?;
    let ran = queries::runs::ran_in(write.db(), lane.stage.id, to.release.id).await?;
    let kind = rules::roll_back(&lane.state(), ran, &to.release.occupant())?;
    let mut errors = FieldErrors::default();
    errors.text("reason", to.reason, 1, 500);
    errors.into_result()?;
    settle(&mut write, &to, &lane, kind, None).await?;
    write.commit().await
}

/// What a stage can go back to: the last run of each earlier release, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn rollback_choices(backend: &Backend, actor: &Actor, stage: &Stage, limit: i64) -> Result<Vec<Run>> {
    see(actor, stage.project_id)?;
    queries::runs::earlier(&backend.pool, stage.id, limit).await
}

/// Locks the stage and reads what the rules ask for.
async fn enter(write: &mut Write, to: &Move<'_>) -> Result<(Lane, Option<(StageId, Previous)>)> {
    let (stage, before) = queries::stages::lock(write.db(), to.project.id, to.stage).await?;
    let stage = stage.ok_or(Error::NotFound)?;
    write
        .backend()
        .allow(write.actor(), Action::MoveRelease, stage.place())?;
    if to.expected.is_some_and(|expected| expected != stage.version) {
        return Err(Error::Stale);
    }
    let current = queries::runs::current(write.db(), stage.id).await?;
    let previous = match before {
        None => None,
        Some(before) => {
            let current = queries::runs::current(write.db(), before.id).await?;
            let previous = Previous {
                name: before.name,
                current: current.as_ref().map(Run::occupant),
            };
            Some((before.id, previous))
        }
    };
    Ok((Lane { stage, current }, previous))
}

/// Ends the current run, begins the new one, and records both.
pub(super) async fn settle(
    write: &mut Write,
    to: &Move<'_>,
    lane: &Lane,
    kind: RunKind,
    from_stage: Option<StageId>,
) -> Result<()> {
    let (now, actor) = (write.now(), write.actor().label.clone());
    let (stage, reason) = (&lane.stage, to.reason.trim());
    let run = queries::runs::NewRun {
        id: StageRunId(Uuid::now_v7()),
        stage: stage.id,
        release: to.release.id,
        kind,
        from_stage,
        replaces: lane.current.as_ref().map(|run| run.id),
        actor: &actor,
        reason,
    };
    queries::runs::replace(write.db(), now, run).await?;
    queries::stages::bump(write.db(), stage.id).await?;
    // Only a rollback comes here in spite of a freeze, and the console itself when it starts as another build.
    let past = freezes::in_force(write, stage.place()).await?.map(|_| "freeze");
    let was = lane.current.as_ref().map(|run| run.version.as_str());
    let (action, event, severity) = match kind {
        RunKind::Deploy => ("stage.deploy", "stage.deployed", Severity::Good),
        RunKind::Promote => ("stage.promote", "stage.promoted", Severity::Good),
        RunKind::Rollback => ("stage.roll_back", "stage.rolled_back", Severity::Warning),
    };
    write.audit(
        Entry::new(action, "stage", stage.id, &stage.name)
            .place(stage.place())
            .before(json!({ "version": was }))
            .after(json!({ "version": to.release.version, "commit": to.release.commit, "past": past }))
            .reason(reason),
    );
    write
        .timeline(NewEvent {
            pillar: Pillar::Deployments,
            kind: event,
            severity,
            place: stage.place(),
            link: Some(format!("/p/{}/stages/{}", to.project.key, stage.key)),
            params: json!({
                "project": to.project.name, "stage": stage.name, "version": to.release.version,
                "was": was, "reason": reason, "past": past,
            }),
        })
        .await
}
