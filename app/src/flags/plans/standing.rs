use super::{stepper::stepper, terms::terms, words};
use crate::ui::{Card, DefinitionList, Moment, Notice, When};
use arkan_backend::flags::plans::{Plan, Standing};
use arkan_domain::flags::plan::{Halt, Next, OnTrip, PlanState, Trip, Wait};
use arkan_locales::{Lang, t::plans as p};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// What a plan does now, in sentences, with its steps.
pub fn standing(lang: Lang, standing: &Standing) -> AnyView {
    let Standing {
        plan,
        steps,
        next,
        forecast,
    } = standing;
    let steps = stepper(lang, plan, steps, forecast);
    view! {
        {says(lang, standing, next)}
        <Card title=p::steps(lang)>{steps}</Card>
    }
    .into_any()
}

fn says(lang: Lang, standing: &Standing, next: &Next) -> AnyView {
    let plan = &standing.plan;
    let (tone, title) = words::state(lang, plan.state);
    let text = match plan.state {
        PlanState::Running => running(lang, standing, next),
        PlanState::Finished => view! { <p>{p::says_finished(lang)}</p> }.into_any(),
        PlanState::Paused | PlanState::Reversed | PlanState::Cancelled => stopped(lang, plan),
    };
    view! { <Notice tone=tone title=title>{text}</Notice> }.into_any()
}

fn running(lang: Lang, standing: &Standing, next: &Next) -> AnyView {
    let count = standing.steps.len();
    let following = standing.steps.iter().find(|step| step.taken_at.is_none());
    let what = following.map_or_else(
        || p::says_last_watch(lang).to_owned(),
        |step| p::says_next(lang, step.position + 1, count, step.step.percentage),
    );
    let why = match next {
        Next::Wait(_, Wait::Freeze) => Some(p::says_freeze(lang)),
        Next::Wait(_, Wait::Hours) => Some(p::says_hours(lang)),
        Next::Trip(_) => Some(p::says_trip_soon(lang)),
        _ => None,
    };
    let at = match next {
        Next::Wait(until, Wait::Stay) if following.is_none() => Some(*until),
        _ => standing.forecast.first().copied(),
    };
    let at = at.map(|at| view! { <p>{p::says_at(lang)}" "<strong><Moment at=at/></strong></p> });
    view! { <p>{p::says_running(lang)}</p><p>{what}" "{why}</p>{at} }.into_any()
}

fn stopped(lang: Lang, plan: &Plan) -> AnyView {
    let by = plan.halted_by.as_deref().unwrap_or_default();
    if let Some(trip) = &plan.trip {
        let then = match (plan.state, plan.on_trip) {
            (PlanState::Reversed, OnTrip::Off) => p::trip_off(lang),
            (PlanState::Reversed, _) => p::trip_back(lang),
            _ => p::trip_paused(lang),
        };
        let see = match trip {
            Trip::Alert { path } => Some(view! { " "<a href=path.clone()>{p::trip_see(lang)}</a> }),
            _ => None,
        };
        return view! { <p>{words::trip_text(lang, trip)}" "{then}{see}</p> }.into_any();
    }
    let text = match (plan.state, plan.halt) {
        (PlanState::Cancelled, _) => p::cancelled_by(lang, by),
        (_, Some(Halt::Hand)) => p::halt_hand(lang, by),
        (_, Some(Halt::Kill)) => p::halt_kill(lang, by),
        (_, Some(Halt::Archive)) => p::halt_archive(lang).to_owned(),
        (_, Some(Halt::Approval)) => p::halt_approval(lang).to_owned(),
        (_, Some(Halt::Rules)) => p::halt_rules(lang).to_owned(),
        (_, Some(Halt::Person) | None) => p::paused_by(lang, by),
    };
    let note = plan.note.clone().map(|note| view! { <p dir="auto">{note}</p> });
    view! { <p>{text}</p>{note} }.into_any()
}

/// How a plan was set up. `check` is the name of the check that it watches.
pub fn about(lang: Lang, now: DateTime<Utc>, plan: &Plan, check: Option<&str>) -> AnyView {
    let before = if plan.before_enabled {
        p::before_on(lang, plan.before_percentage)
    } else {
        p::before_off(lang).to_owned()
    };
    let started_by = plan.started_by.clone();
    let mut rows = terms(lang, plan.hours.as_ref(), &plan.guards, plan.on_trip, check);
    rows.extend([
        (p::before(lang).to_owned(), before.into_any()),
        (
            p::started_by(lang).to_owned(),
            view! { <bdi>{started_by}</bdi> }.into_any(),
        ),
        (
            p::started_at(lang).to_owned(),
            view! { <When lang=lang at=plan.created_at now=now/> }.into_any(),
        ),
    ]);
    view! { <Card title=p::about(lang)><DefinitionList rows=rows/></Card> }.into_any()
}
