use super::queries::{self, NewRequest};
use crate::{
    Result, Write,
    audit::Entry,
    flags::{
        queries::{Flag, FlagState},
        service::{Target, event},
    },
    projects::{Environment, Project},
};
use arkan_domain::{
    flags::{
        FlagError,
        request::{ApprovalRule, Proposal},
    },
    identity::{Place, Who},
    ids::RequestId,
    pillar::Severity,
};
use serde_json::json;
use uuid::Uuid;

/// What changes in an environment need, asked inside of a change.
pub async fn rule(write: &mut Write, target: Target<'_>) -> Result<Option<ApprovalRule>> {
    queries::rule(write.db(), target.environment.id).await
}

/// Refuses what acts in every environment to who is no approver in each that asks for approvals: such a change has no
/// draft that a request could hold.
pub async fn refuse_anywhere(write: &mut Write, project: &Project, environments: &[Environment]) -> Result<()> {
    for environment in environments {
        let place = Place::environment(project.id, environment.id);
        let rule = queries::rule(write.db(), environment.id).await?;
        if rule.is_some_and(|rule| !rule.makes_approver(write.actor(), place)) {
            return Err(FlagError::NeedsApproval.into());
        }
    }
    Ok(())
}

/// What a flag does now, in the form of a proposal.
pub fn as_it_is(state: &FlagState) -> Proposal {
    Proposal {
        draft: state.draft(),
        revive: false,
        plan: None,
    }
}

/// Asks for a change in place of making it. Gives the address of the request; what one has asked for and is still open
/// is not asked for twice.
pub async fn open(
    write: &mut Write,
    target: Target<'_>,
    flag: &Flag,
    state: &FlagState,
    proposal: &Proposal,
    reason: &str,
) -> Result<String> {
    let (now, actor) = (write.now(), write.actor().clone());
    let hash = proposal.hash(state.version);
    let author = match actor.who {
        Who::User(id) => Some(id),
        Who::Token(id) => queries::maker(write.db(), id).await?,
        Who::System => None,
    };
    if let Some(id) = queries::same(write.db(), flag.id, target.environment.id, &hash, author).await? {
        return Ok(path(target, id));
    }
    let id = RequestId(Uuid::now_v7());
    let new = NewRequest {
        id,
        project: target.project.id,
        flag: flag.id,
        environment: target.environment.id,
        proposal,
        base_version: state.version,
        before: &as_it_is(state),
        reason,
        author,
        author_label: &actor.label,
    };
    queries::insert(write.db(), &new, now).await?;
    queries::note(write.db(), id, ("opened", &actor.label, reason), now).await?;
    write.audit(
        Entry::new("request.open", "flag", flag.id, &flag.key)
            .place(target.place())
            .after(json!({ "request": id, "hash": hash, "version": state.version, "proposal": proposal }))
            .reason(reason),
    );
    tell(write, target, id, "request.opened", Severity::Info, reason).await?;
    Ok(path(target, id))
}

/// The page of a request.
pub fn path(target: Target<'_>, id: RequestId) -> String {
    format!("/p/{}/requests/{id}", target.project.key)
}

/// Puts what happened to a request on the timeline.
pub async fn tell(
    write: &mut Write,
    target: Target<'_>,
    id: RequestId,
    kind: &'static str,
    severity: Severity,
    reason: &str,
) -> Result<()> {
    let params = json!({ "key": target.key, "environment": target.environment.name, "reason": reason });
    let mut told = event(kind, severity, target.place(), target.project, params);
    told.link = Some(path(target, id));
    write.timeline(told).await
}
