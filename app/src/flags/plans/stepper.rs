use super::words;
use crate::ui::{Icon, IconName, Moment};
use arkan_backend::flags::plans::{Plan, PlanStep};
use arkan_locales::{Lang, t::plans as p};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// The steps of a plan under each other: what was done, what holds now, what is planned and when.
pub fn stepper(lang: Lang, plan: &Plan, steps: &[PlanStep], forecast: &[DateTime<Utc>]) -> AnyView {
    let done = steps.iter().filter(|step| step.taken_at.is_some()).count();
    let rows: Vec<_> = steps
        .iter()
        .map(|step| {
            let current = plan.is_live() && step.position + 1 == done;
            let at = step
                .taken_at
                .or_else(|| forecast.get(step.position.checked_sub(done)?).copied());
            row(lang, plan, step, (current, step.position + 1 == steps.len()), at)
        })
        .collect();
    view! { <ol class="plan-steps">{rows}</ol> }.into_any()
}

fn row(lang: Lang, plan: &Plan, step: &PlanStep, (current, last): (bool, bool), at: Option<DateTime<Utc>>) -> AnyView {
    let (class, icon, word) = match step.taken_at {
        Some(_) if current => ("is-current", IconName::Play, p::step_current(lang)),
        Some(_) => ("is-done", IconName::Check, p::step_done(lang)),
        None if plan.is_live() => ("is-planned", IconName::Clock, p::step_planned(lang)),
        None => ("is-dropped", IconName::Close, p::step_dropped(lang)),
    };
    let wait = step.step.wait;
    let stays = (wait > 0).then(|| {
        let time = words::span(lang, wait);
        if last {
            p::step_watched(lang, time)
        } else {
            p::step_stays(lang, time)
        }
    });
    let dot = (at.is_some() && stays.is_some()).then_some(" · ");
    let early = step
        .reason
        .clone()
        .map(|reason| p::step_early(lang, step.taken_by.as_deref().unwrap_or_default(), reason));
    let kept = step
        .percentage
        .filter(|reached| *reached != step.step.percentage)
        .map(|reached| p::step_kept(lang, reached));
    let notes: Vec<_> = [early, kept]
        .into_iter()
        .flatten()
        .map(|note| view! { <p class="small">{note}</p> })
        .collect();
    view! {
        <li class=class aria-current=current.then_some("step")>
            <span class="plan-mark"><Icon name=icon/></span>
            <div>
                <p class="plan-share">
                    <strong><bdi>{format!("{}%", step.step.percentage)}</bdi></strong>
                    <span class="muted">{word}</span>
                </p>
                <p class="muted small">
                    {at.map(|at| view! { <Moment at=at/> })}
                    {dot}
                    {stays}
                </p>
                {notes}
            </div>
        </li>
    }
    .into_any()
}
