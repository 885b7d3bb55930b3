use super::super::{
    plans::terms,
    rules::{SegmentKeys, draft_diff},
};
use crate::ui::DefinitionList;
use arkan_backend::alerts::Check;
use arkan_backend::flags::requests::ChangeRequest;
use arkan_domain::flags::plan::PlanForm;
use arkan_locales::{Lang, t::requests as r};
use leptos::prelude::*;

/// What a request changes, in sentences: what goes, what comes, and what stays around it.
pub fn diff(lang: Lang, request: &ChangeRequest, segments: &SegmentKeys, checks: &[Check]) -> AnyView {
    let (before, after) = (&request.before.draft, &request.proposal.draft);
    let plan = request.proposal.plan.as_ref().map(|form| plan(lang, form, checks));
    let revive = request.proposal.revive.then(|| view! { <p>{r::says_revive(lang)}</p> });
    let rules = (request.proposal.plan.is_none() && !request.proposal.revive)
        .then(|| draft_diff(lang, before, after, segments, &request.flag_key));
    view! { {plan}{revive}{rules} }.into_any()
}

fn plan(lang: Lang, form: &PlanForm, checks: &[Check]) -> AnyView {
    let steps: Vec<_> = form
        .steps
        .iter()
        .filter(|step| !step.share.trim().is_empty())
        .map(|step| {
            let (share, wait) = (step.share.trim().trim_end_matches('%').trim(), step.wait.clone());
            let share = format!("{share}%");
            view! { <li><bdi>{share}</bdi>" "<span class="muted" dir="ltr">{wait}</span></li> }
        })
        .collect();
    // What was asked for could be read when it was; a check may be gone since.
    let terms = form.read().ok().map(|draft| {
        let check = checks.iter().find(|known| Some(known.id) == draft.guards.check);
        let check = check.map(|check| check.name.as_str());
        let rows = terms(lang, draft.hours.as_ref(), &draft.guards, draft.on_trip, check);
        view! { <DefinitionList rows=rows/> }
    });
    view! { <p>{r::says_plan(lang)}</p><ol class="way">{steps}</ol>{terms} }.into_any()
}
