use crate::ui::{Card, StateMark, When};
use arkan_backend::dashboard::Overview;
use arkan_domain::pillar::State;
use arkan_locales::{Lang, t::dashboard as d};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// Something that waits for a person.
#[derive(Debug)]
pub struct Item {
    pub state: State,
    pub text: String,
    pub href: String,
    pub since: Option<DateTime<Utc>>,
}

/// What needs attention, the worst first. `project` is the key of the project that the overview is of.
pub fn items(lang: Lang, overview: &Overview, project: Option<&str>) -> Vec<Item> {
    let path = |rest: &str| project.map_or_else(|| "/".to_owned(), |project| format!("/p/{project}/{rest}"));
    let mut items = Vec::new();
    let mut add = |state, text: String, href: String, since| {
        items.push(Item {
            state,
            text,
            href,
            since,
        });
    };
    let alerts = &overview.alerts;
    if alerts.firing > 0 {
        let state = if alerts.critical > 0 {
            State::Critical
        } else {
            State::Warning
        };
        add(
            state,
            d::alerts_firing(lang, count(alerts.firing)),
            path("alerts"),
            None,
        );
    }
    if let Some(backups) = &overview.backups {
        let backups_path = || "/backups".to_owned();
        if backups.backup_failed {
            add(State::Critical, d::backup_failed(lang).to_owned(), backups_path(), None);
        } else if backups.stored_at.is_none() {
            add(State::Warning, d::backup_never(lang).to_owned(), backups_path(), None);
        }
        if backups.drill_failed {
            add(State::Critical, d::drill_failed(lang).to_owned(), backups_path(), None);
        } else if backups.stored_at.is_some() && backups.proven_at.is_none() {
            add(State::Warning, d::drill_never(lang).to_owned(), backups_path(), None);
        }
    }
    if let Some(flags) = &overview.flags {
        for flag in &flags.killed {
            let text = d::flag_killed(lang, &flag.key, &flag.environment, &flag.killed_by);
            add(
                State::Warning,
                text,
                path(&format!("flags/{}", flag.key)),
                Some(flag.killed_at),
            );
        }
    }
    for lane in overview.deployments.iter().flat_map(|deployments| &deployments.held) {
        if let Some(hold) = lane.stage.hold() {
            let text = d::stage_held(lang, &lane.stage.name, hold.by, hold.reason);
            let href = path(&format!("stages/{}", lane.stage.key));
            add(State::Warning, text, href, lane.stage.held_at);
        }
    }
    if overview.guides.behind > 0 {
        let text = d::guides_behind(lang, count(overview.guides.behind));
        add(State::Unknown, text, "/guides".to_owned(), None);
    }
    items.sort_by_key(|item| std::cmp::Reverse(urgency(item.state)));
    items
}

/// A count of the database, which is never negative.
pub fn count(number: i64) -> u64 {
    number.unsigned_abs()
}

const fn urgency(state: State) -> u8 {
    match state {
        State::Critical => 2,
        State::Warning => 1,
        State::Unknown | State::Ok => 0,
    }
}

/// The list, or the sentence that all is well.
pub fn list(lang: Lang, now: DateTime<Utc>, items: Vec<Item>) -> AnyView {
    if items.is_empty() {
        return view! { <p class="row"><StateMark state=State::Ok/>{d::all_well(lang)}</p> }.into_any();
    }
    let rows: Vec<_> = items
        .into_iter()
        .map(|item| {
            let since = item
                .since
                .map(|since| view! { <span class="muted small"><When lang=lang at=since now=now/></span> });
            view! {
                <li><StateMark state=item.state/><a class="timeline-link" href=item.href>{item.text}</a>{since}</li>
            }
        })
        .collect();
    view! { <Card title=d::attention(lang) flush=true><ul class="timeline">{rows}</ul></Card> }.into_any()
}
