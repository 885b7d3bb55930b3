use super::changes::{Change, changes};
use crate::ui::{Code, DefinitionList, Disclosure, When};
use arkan_backend::audit::Event;
use arkan_locales::{Lang, t};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// One row of the trail, which opens to what was before and after.
pub(super) fn entry(lang: Lang, now: DateTime<Utc>, event: Event) -> AnyView {
    let details = details(lang, &event);
    view! {
        <tr>
            <td data-label=t::audit::when(lang)><When lang=lang at=event.at now=now/></td>
            <td data-label=t::audit::who(lang)><bdi>{event.actor_label}</bdi></td>
            <td data-label=t::audit::action(lang)><Code text=event.action/></td>
            <td>
                <bdi>{event.target_label}</bdi>
                <Disclosure summary=t::audit::details(lang)>{details}</Disclosure>
            </td>
        </tr>
    }
    .into_any()
}

fn details(lang: Lang, event: &Event) -> AnyView {
    let mut rows: Vec<(String, AnyView)> = Vec::new();
    let mut row = |name: &str, value: AnyView| rows.push((name.to_owned(), value));
    if let Some(reason) = event.reason.clone() {
        row(t::form::reason(lang), view! { <bdi>{reason}</bdi> }.into_any());
    }
    if let Some(address) = event.address {
        let address = address.to_string();
        row(t::audit::address(lang), view! { <Code text=address/> }.into_any());
    }
    let kind = match event.actor_kind.as_str() {
        "user" => t::audit::kind_user(lang),
        "token" => t::audit::kind_token(lang),
        _ => t::audit::kind_system(lang),
    };
    row(t::audit::actor_kind(lang), kind.into_any());
    let target = format!("{} {}", event.target_kind, event.target_id);
    row(t::audit::target_id(lang), view! { <Code text=target/> }.into_any());
    let place = format!("{} · {}", event.seq, crate::ui::instant(event.at));
    row(t::audit::seq(lang), view! { <Code text=place/> }.into_any());
    let changes = changes(event.before.as_ref(), event.after.as_ref());
    view! {
        {(!changes.is_empty()).then(|| diff(lang, changes))}
        <DefinitionList rows=rows/>
    }
    .into_any()
}

fn diff(lang: Lang, changes: Vec<Change>) -> AnyView {
    let value = |text: Option<String>| match text {
        Some(text) => view! { <span class="break-all" dir="auto">{text}</span> }.into_any(),
        None => view! { <span class="muted" aria-label=t::audit::nothing(lang)>"—"</span> }.into_any(),
    };
    let rows: Vec<_> = changes
        .into_iter()
        .map(|change| {
            view! {
                <tr>
                    <th scope="row"><Code text=change.field/></th>
                    <td data-label=t::audit::before(lang)>{value(change.before)}</td>
                    <td data-label=t::audit::after(lang)>{value(change.after)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <table class="table">
            <thead>
                <tr>
                    <th scope="col">{t::audit::field(lang)}</th>
                    <th scope="col">{t::audit::before(lang)}</th>
                    <th scope="col">{t::audit::after(lang)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
