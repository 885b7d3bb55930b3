use super::{enter, flush, queries, tell};
use crate::{
    Backend, Error, Result,
    flags::service::{Target, commit},
};
use arkan_domain::{
    fields::{FieldErrors, Problem},
    flags::experiment::{Decision, ExperimentState},
    identity::Actor,
    ids::ExperimentId,
};
use serde_json::json;

/// Ends an experiment with what was decided. Its numbers stay as they are; the rows of users they were counted from are
/// removed soon afterwards.
///
/// # Errors
/// [`Error::Invalid`] without a decision or a reason,
/// [`arkan_domain::flags::FlagError::ExperimentState`] when it does not run.
pub async fn end(
    backend: &Backend,
    actor: &Actor,
    target: Target<'_>,
    (id, version): (ExperimentId, i32),
    (decision, reason): (&str, &str),
) -> Result<()> {
    // What this replica knows belongs to it still; once it is held, nobody can add anything.
    if let Err(error) = flush(backend).await {
        tracing::warn!(%error, "the last exposures of an experiment could not be written");
    }
    let (mut write, _, experiment) = enter(backend, actor, target, (id, version), ExperimentState::Running).await?;
    let mut errors = FieldErrors::default();
    let reason = errors.text("reason", reason, 1, 500);
    let decision = errors.check("decision", Decision::parse(decision).ok_or(Problem::Required));
    let decision = match (errors.into_result(), decision) {
        (Ok(()), Some(decision)) => decision,
        (Err(errors), _) => return Err(errors.into()),
        (Ok(()), None) => return Err(Error::field("decision", Problem::Required)),
    };
    let counts = queries::count(write.db(), id, experiment.split.arms.len()).await?;
    let now = write.now();
    queries::close(write.db(), id, &counts, (decision, &reason), (&actor.label, now)).await?;
    let params = json!({ "decision": decision, "reason": reason, "counts": counts });
    let told = ("experiment.end", "experiment.ended");
    tell(&mut write, target, &experiment, told, params).await?;
    commit(backend, write).await
}
