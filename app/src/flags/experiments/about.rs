use super::words;
use crate::ui::{Card, DefinitionList, When};
use arkan_backend::flags::experiments::Standing;
use arkan_locales::{Lang, t::experiments as e};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// How an experiment was set up, and by whom. `flag` is the address of its flag.
pub fn about(lang: Lang, now: DateTime<Utc>, standing: &Standing, flag: &str) -> AnyView {
    let experiment = &standing.experiment;
    let code = |text: &str| view! { <code dir="ltr">{text.to_owned()}</code> };
    let when = |at: DateTime<Utc>, by: Option<&str>| {
        let by = by.map(|by| e::by(lang, by));
        view! { <When lang=lang at=at now=now/>" "{by} }.into_any()
    };
    let unit = match experiment.split.unit.as_str() {
        "default" => e::unit_default(lang).into_any(),
        field => code(field).into_any(),
    };
    let goal = e::goal_text(lang, experiment.goal.difference, experiment.goal.baseline);
    let needs = e::needs_each(lang, experiment.planned.into());
    let (address, key) = (flag.to_owned(), code(&standing.flag.key));
    let mut rows = vec![
        (e::about_flag(lang), view! { <a href=address>{key}</a> }.into_any()),
        (e::about_event(lang), code(&experiment.event).into_any()),
        (e::about_unit(lang), unit),
        (e::about_goal(lang), view! { {goal}<br/>{needs} }.into_any()),
        (
            e::about_made(lang),
            when(experiment.created_at, Some(&experiment.created_by)),
        ),
    ];
    if let Some(at) = experiment.started_at {
        rows.push((e::about_started(lang), when(at, experiment.started_by.as_deref())));
    }
    if let Some(at) = experiment.ended_at {
        rows.push((e::about_ended(lang), when(at, experiment.ended_by.as_deref())));
    }
    if let Some(decision) = experiment.decision {
        rows.push((e::about_decision(lang), words::decision(lang, decision).into_any()));
    }
    if let Some(reason) = experiment.reason.clone() {
        rows.push((e::about_reason(lang), view! { <bdi>{reason}</bdi> }.into_any()));
    }
    let rows = rows.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    view! { <Card title=e::about(lang)><DefinitionList rows=rows/></Card> }.into_any()
}
