use crate::ui::{Card, Moment, When};
use arkan_backend::flags::requests::{RequestDetail, RequestEvent};
use arkan_locales::{Lang, t::requests as r};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// What happened to a request, oldest first.
pub fn thread(lang: Lang, now: DateTime<Utc>, detail: &RequestDetail) -> AnyView {
    let rows: Vec<_> = detail
        .events
        .iter()
        .filter_map(|event| {
            let (text, body) = (note(lang, event)?, body(event));
            Some(view! {
                <li>
                    <span></span>
                    <div><p>{text}</p>{body}</div>
                    <span class="muted small"><When lang=lang at=event.at now=now/></span>
                </li>
            })
        })
        .collect();
    view! { <Card title=r::thread(lang) flush=true><ol class="timeline">{rows}</ol></Card> }.into_any()
}

/// None for a kind that this version does not know.
fn note(lang: Lang, event: &RequestEvent) -> Option<String> {
    let name = &event.actor_label;
    Some(match event.kind.as_str() {
        "opened" => r::note_opened(lang, name),
        "approved" => r::note_approved(lang, name),
        "edited" => r::note_edited(lang, name),
        "rebased" => r::note_rebased(lang, name),
        "commented" => r::note_commented(lang, name),
        "scheduled" => r::note_scheduled(lang, name),
        "unscheduled" => r::note_unscheduled(lang, name),
        "held" if event.body == "stale" => r::note_held_stale(lang).to_owned(),
        "held" => r::note_held_refused(lang).to_owned(),
        "applied" => r::note_applied(lang, name),
        "rejected" => r::note_rejected(lang, name),
        "withdrawn" => r::note_withdrawn(lang, name),
        _ => return None,
    })
}

fn body(event: &RequestEvent) -> Option<AnyView> {
    match event.kind.as_str() {
        "held" => None,
        "scheduled" => {
            let at: DateTime<Utc> = event.body.parse().ok()?;
            Some(view! { <p><Moment at=at/></p> }.into_any())
        }
        _ if event.body.is_empty() => None,
        _ => {
            let body = event.body.clone();
            Some(view! { <p class="notes" dir="auto">{body}</p> }.into_any())
        }
    }
}
