//! Pieces that several pages of the pillar show.

use super::words::{delivery_state, failure_text, split_error, transition_text};
use crate::{
    page::Ctx,
    ui::{Bdi, Code, StateBadge, Tabs, When},
};
use arkan_backend::alerts::{Notification, ResultRow};
use arkan_domain::{alerts::Failure, identity::Action, identity::Place, pillar::State};
use arkan_locales::{Lang, t::alerts as t};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// The pillar's own navigation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    Alerts,
    Checks,
    Channels,
}

/// The tabs on top of the pillar's lists. Channels belong to the installation, and not everybody sees them.
pub fn tabs(ctx: &Ctx, project: Option<&str>, current: Tab) -> AnyView {
    let lang = ctx.lang;
    let mut items = Vec::new();
    if let Some(project) = project {
        items.push((
            t::to_alerts(lang).to_owned(),
            format!("/p/{project}/alerts"),
            current == Tab::Alerts,
        ));
        items.push((
            t::to_checks(lang).to_owned(),
            format!("/p/{project}/checks"),
            current == Tab::Checks,
        ));
    }
    if ctx.can(Action::EditChannels, Place::CONSOLE) {
        items.push((
            t::to_channels(lang).to_owned(),
            "/alerts/channels".to_owned(),
            current == Tab::Channels,
        ));
    }
    view! { <Tabs items=items label=t::alerts(lang)/> }.into_any()
}

/// A stored error: in words, with the fact to it as it came.
pub fn error_view(lang: Lang, error: Option<&str>) -> AnyView {
    let Some(error) = error else { return ().into_any() };
    let (failure, detail) = split_error(error);
    failure_view(lang, failure, Some(detail))
}

/// A failure in words, with the fact to it as it came.
pub fn failure_view(lang: Lang, failure: Option<Failure>, detail: Option<&str>) -> AnyView {
    let words = failure.map(|failure| failure_text(lang, failure));
    let detail = detail.filter(|detail| !detail.is_empty()).map(str::to_owned);
    view! { {words}" "{detail.map(|detail| view! { <Code text=detail/> })} }.into_any()
}

/// A latency with its unit; nothing where none was measured.
pub fn latency_text(lang: Lang, latency_ms: Option<f64>) -> String {
    latency_ms.map(|ms| t::ms(lang, format!("{ms:.0}"))).unwrap_or_default()
}

/// Results as a table, in the order given.
pub fn results_table(lang: Lang, now: DateTime<Utc>, results: &[ResultRow]) -> AnyView {
    let rows: Vec<_> = results
        .iter()
        .map(|result| {
            let (state, word) = if result.ok {
                (State::Ok, t::ok(lang))
            } else {
                (State::Critical, t::not_ok(lang))
            };
            let failure = result.failure.as_deref().and_then(Failure::parse);
            let why = failure_view(lang, failure, result.detail.as_deref());
            view! {
                <tr>
                    <td data-label=t::when(lang)><When lang=lang at=result.at now=now/></td>
                    <td data-label=t::state(lang)><StateBadge state=state label=word/></td>
                    <td data-label=t::latency(lang) class="num">{latency_text(lang, result.latency_ms)}</td>
                    <td data-label=t::detail(lang)>{why}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="table-wrap"><table class="table">
            <thead><tr>
                <th scope="col">{t::when(lang)}</th><th scope="col">{t::state(lang)}</th>
                <th scope="col" class="num">{t::latency(lang)}</th><th scope="col">{t::detail(lang)}</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
    }
    .into_any()
}

/// Notifications as a table, in the order given.
pub fn notifications_table(lang: Lang, now: DateTime<Utc>, told: &[Notification]) -> AnyView {
    let rows: Vec<_> = told
        .iter()
        .map(|told| {
            let (state, word) = delivery_state(lang, told.state);
            let at = told.delivered_at.unwrap_or(told.created_at);
            view! {
                <tr>
                    <td data-label=t::told_what(lang)>{transition_text(lang, told.transition)}</td>
                    <td data-label=t::channel(lang)><Bdi text=told.channel.clone()/></td>
                    <td data-label=t::state(lang)><StateBadge state=state label=word/></td>
                    <td data-label=t::attempts(lang) class="num">{told.attempts}</td>
                    <td data-label=t::when(lang)><When lang=lang at=at now=now/></td>
                    <td data-label=t::last_error(lang)>{error_view(lang, told.last_error.as_deref())}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="table-wrap"><table class="table">
            <thead><tr>
                <th scope="col">{t::told_what(lang)}</th><th scope="col">{t::channel(lang)}</th>
                <th scope="col">{t::state(lang)}</th><th scope="col" class="num">{t::attempts(lang)}</th>
                <th scope="col">{t::when(lang)}</th><th scope="col">{t::last_error(lang)}</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
    }
    .into_any()
}
