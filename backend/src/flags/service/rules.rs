use super::{
    fields::check_legal,
    rollout::changeable,
    state::{Target, Told, change_state},
};
use crate::{
    Backend, Error, Result,
    flags::{
        engines::compiles,
        queries::{self, FlagVersion},
    },
    projects::Project,
};
use arkan_domain::{
    fields::{FieldErrors, Problem},
    flags::{Draft, Rules},
    identity::{Action, Actor, Place},
    ids::{EnvironmentId, ProjectId},
    pillar::Severity,
};
use std::collections::BTreeMap;

/// Sets everything that a flag does in one environment, as one change.
///
/// # Errors
/// [`Error::Invalid`] with the path of each wrong field, [`Error::Stale`] when the state is not that `version` any
/// more; [`arkan_domain::flags::FlagError::Killed`] and [`arkan_domain::flags::FlagError::Archived`].
pub async fn set_state(
    backend: &Backend,
    actor: &Actor,
    target: Target<'_>,
    draft: Draft,
    version: Option<i32>,
    reason: &str,
) -> Result<()> {
    let draft = check_draft(backend, target.project.id, draft).await?;
    apply(backend, actor, target, draft, version, reason, Changed::Rules).await
}

/// What a draft is called once it is checked: every value in the one form that SDKs read.
///
/// # Errors
/// [`Error::Invalid`] with the path of each wrong field.
pub async fn check_draft(backend: &Backend, project: ProjectId, draft: Draft) -> Result<Draft> {
    let known = queries::segments(&backend.pool, project).await?;
    let known = known.into_iter().map(|segment| (segment.id, segment.key)).collect();
    check_rules(backend, project, draft, &known).await
}

/// As [`check_draft`], with the segments that it may name by their numbers.
pub async fn check_rules(
    backend: &Backend,
    project: ProjectId,
    draft: Draft,
    known: &BTreeMap<i32, String>,
) -> Result<Draft> {
    let rules = Rules::parse(&draft.strategies, &draft.variants)?.checked()?;
    let mut errors = FieldErrors::default();
    for (index, strategy) in rules.strategies.iter().enumerate() {
        if strategy.segments.iter().any(|id| !known.contains_key(id)) {
            errors.add(&format!("strategies.{index}.segments"), Problem::Unknown);
        }
        let path = format!("strategies.{index}.constraints");
        check_legal(backend, project, &path, &strategy.constraints, &mut errors).await?;
    }
    errors.into_result()?;
    let draft = rules.draft(draft.enabled);
    // Last, the engine itself: what it does not take would be off for everyone.
    compiles(&draft).map_err(|why| Error::field("strategies", Problem::Uncompilable { why }))?;
    Ok(draft)
}

/// How a draft came about.
enum Changed {
    Rules,
    Reverted,
}

async fn apply(
    backend: &Backend,
    actor: &Actor,
    target: Target<'_>,
    draft: Draft,
    version: Option<i32>,
    reason: &str,
    how: Changed,
) -> Result<()> {
    let mut errors = FieldErrors::default();
    let reason = errors.text("reason", reason, 0, 500);
    errors.into_result()?;
    change_state(backend, actor, Action::EditFlags, target, version, |state, _| {
        changeable(state)?;
        if state.draft() == draft {
            return Ok(None);
        }
        state.set(draft);
        let told = match how {
            Changed::Rules => Told::new("flag.rules", "flag.rules_changed", Severity::Info),
            Changed::Reverted => Told::new("flag.revert", "flag.reverted", Severity::Warning),
        };
        Ok(Some(Told { reason, ..told }))
    })
    .await
}

/// The versions of a flag in one environment, newest first; `before` goes on where a page ended.
///
/// # Errors
/// [`Error::NotFound`] when there is no such flag.
pub async fn versions(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    key: &str,
    environment: EnvironmentId,
    before: Option<i32>,
    limit: i64,
) -> Result<Vec<FlagVersion>> {
    backend.allow(actor, Action::View, Place::environment(project.id, environment))?;
    let flag = super::find(backend, actor, project, key).await?;
    queries::versions(&backend.pool, flag.id, environment, before, limit).await
}

/// Sets a flag back to what it was at an earlier version. A kill stays a kill.
///
/// # Errors
/// [`Error::NotFound`] when that version was never made; else as [`set_state`].
pub async fn revert(
    backend: &Backend,
    actor: &Actor,
    target: Target<'_>,
    to: i32,
    version: Option<i32>,
    reason: &str,
) -> Result<()> {
    backend.allow(
        actor,
        Action::EditFlags,
        Place::environment(target.project.id, target.environment.id),
    )?;
    let flag = super::find(backend, actor, target.project, target.key).await?;
    let earlier = queries::version(&backend.pool, flag.id, target.environment.id, to)
        .await?
        .ok_or(Error::NotFound)?;
    // A segment may be gone since.
    let draft = check_draft(backend, target.project.id, earlier.draft.0).await?;
    apply(backend, actor, target, draft, version, reason, Changed::Reverted).await
}
