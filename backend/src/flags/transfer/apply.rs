use super::{
    change::{Outcome, Plan, Step},
    plan::plan,
    portable::draft,
};
use crate::{
    Backend, Error, Result,
    flags::{self, Target},
    projects::Project,
};
use arkan_domain::{flags::transfer::Bundle, identity::Actor};
use std::collections::BTreeMap;

/// Changes what a file asks for, when nothing of it is refused; else nothing at all.
///
/// Each thing is a change of its own, audited under its own name, on the version that was looked at. When someone else
/// is faster, or the console ends half-way, what was changed stays, and the same file brings the rest. What needs approval
/// is asked for, and the plan says so.
///
/// # Errors
/// As [`plan`], and of the changes themselves. `Ok` with a plan that is not right: nothing was changed.
pub async fn import(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    bundle: &Bundle,
    environments: &BTreeMap<String, String>,
    reason: &str,
) -> Result<Plan> {
    let mut plan = plan(backend, actor, project, bundle, environments).await?;
    if !plan.is_right() {
        return Ok(plan);
    }
    for change in &mut plan.changes {
        let key = change.key.as_str();
        match change.step.clone() {
            Step::Nothing => {}
            Step::Field(new, version) => flags::save_field(backend, actor, project, new, version).await?,
            Step::Segment(new, version) => {
                flags::save_segment(backend, actor, project, version, new).await?;
            }
            Step::Create(new) => {
                flags::create(backend, actor, project, new).await?;
            }
            Step::Edit(details, version) => flags::edit(backend, actor, project, key, details, version).await?,
            Step::State(environment, part, version) => {
                let segments = flags::segments(backend, actor, project).await?;
                let ids = segments.into_iter().map(|segment| (segment.key, segment.id)).collect();
                let draft = draft(&part, &ids).map_err(|(path, problem)| Error::field(&path, problem))?;
                let target = Target {
                    project,
                    environment: &environment,
                    key,
                };
                match flags::set_state(backend, actor, target, draft, version, reason).await {
                    Err(Error::Requested { path }) => change.outcome = Outcome::Requested(path),
                    done => done?,
                }
            }
            Step::Need(needed) => flags::set_prerequisite(backend, actor, project, key, needed).await?,
        }
    }
    Ok(plan)
}
