use super::words;
use arkan_domain::flags::plan::{AlertGuard, Guards, Hours, OnTrip};
use arkan_locales::{Lang, t::plans as p};
use leptos::prelude::*;

/// When a plan moves, what it watches, and what happens when that trips. `check` is the name of the check that it watches.
pub fn terms(
    lang: Lang,
    hours: Option<&Hours>,
    guards: &Guards,
    on_trip: OnTrip,
    check: Option<&str>,
) -> Vec<(String, AnyView)> {
    let mut watched: Vec<String> = Vec::new();
    match guards.alerts {
        AlertGuard::None => {}
        AlertGuard::Critical => watched.push(p::guard_alert_critical(lang).to_owned()),
        AlertGuard::Any => watched.push(p::guard_alert_any(lang).to_owned()),
    }
    watched.extend(check.map(|name| p::guard_check(lang, name)));
    watched.extend(guards.max_failures.map(|most| p::guard_failures(lang, most)));
    if watched.is_empty() {
        watched.push(p::guards_none(lang).to_owned());
    }
    let watched: Vec<_> = watched.into_iter().map(|guard| view! { <li>{guard}</li> }).collect();
    vec![
        (p::moves_when(lang).to_owned(), words::hours(lang, hours).into_any()),
        (p::guards(lang).to_owned(), view! { <ul>{watched}</ul> }.into_any()),
        (p::on_trip(lang).to_owned(), words::on_trip(lang, on_trip).into_any()),
    ]
}
