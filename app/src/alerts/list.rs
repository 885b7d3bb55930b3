//! `/p/{project}/alerts`: what is open, then what was.

use super::{
    parts::{Tab, tabs},
    title,
    words::{alert_state, next_step, urgency_text},
};
use crate::{
    page::{Ctx, InProject, Page, PageResult, Section},
    ui::{
        AsOf, Badge, Bdi, ButtonKind, Card, Empty, FilterBar, IconName, LinkButton, LiveRegion, PageHead, Pager,
        SelectField, StateBadge, When, duration_text,
    },
};
use arkan_backend::alerts::{self, Alert, checks};
use arkan_domain::{
    alerts::{AlertState, Failure},
    identity::Action,
    ids::AlertId,
};
use arkan_locales::{Lang, t::alerts as t};
use axum::extract::{Path, Query};
use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use serde::Deserialize;

const ROWS: i64 = 50;

/// The filter and the place in the list, as the address has them.
#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    state: String,
    /// The alert after which the page begins: microseconds of its time, a dot, its id.
    after: Option<String>,
}

/// `GET /p/{project}/alerts`.
pub async fn show(mut ctx: Ctx, Path(key): Path<String>, Query(asked): Query<Asked>) -> PageResult {
    let place = ctx.enter(&key).await?;
    ctx.require(Action::View, place.place())?;
    let backend = ctx.backend();
    let state = AlertState::parse(&asked.state);
    let after = asked.after.as_deref().and_then(read_cursor);
    let project = place.project.id;
    let open = alerts::open(backend, &ctx.actor, Some(project))
        .await
        .map_err(ctx.fail())?;
    let mut page = alerts::page(backend, &ctx.actor, project, state, after, ROWS + 1)
        .await
        .map_err(ctx.fail())?;
    let watched = !checks::list(backend, &ctx.actor, project)
        .await
        .map_err(ctx.fail())?
        .is_empty();
    let more = page.len() > usize::try_from(ROWS).unwrap_or_default();
    page.truncate(usize::try_from(ROWS).unwrap_or_default());
    let older = page
        .last()
        .filter(|_| more)
        .map(|last| format!("?state={}&after={}", asked.state, cursor(last)));
    let newer = after.map(|_| format!("?state={}", asked.state));

    let (lang, now) = (ctx.lang, ctx.now);
    let head = Page::new(Section::Alerts, t::alerts(lang));
    let tabs = tabs(&ctx, Some(&place.project.key), Tab::Alerts);
    let open_part = open_view(lang, now, &place, &open, watched);
    let history = history_view(lang, now, &place, &page);
    Ok(ctx
        .page(head, || {
            let options = std::iter::once((String::new(), t::all_states(lang).to_owned()))
                .chain(AlertState::ALL.iter().map(|state| {
                    (
                        state.to_string(),
                        alert_state(lang, *state, arkan_domain::alerts::Urgency::Critical)
                            .1
                            .to_owned(),
                    )
                }))
                .collect::<Vec<_>>();
            view! {
                <PageHead title=t::alerts(lang) subtitle=view! { <AsOf lang=lang now=now/> }.into_any()/>
                {tabs}
                <LiveRegion id="alerts-open" topics="alerts">
                    <Card title=t::open_alerts(lang)>{open_part}</Card>
                </LiveRegion>
                <Card title=t::history(lang) flush=true>
                    <FilterBar lang=lang action="">
                        <SelectField
                            form_id="filter" name="state" label=t::state(lang) lang=lang options=options
                            value=asked.state state=crate::forms::FormState::default() required=true
                        />
                    </FilterBar>
                    <LiveRegion id="alerts-history" topics="alerts">{history}</LiveRegion>
                    <Pager lang=lang newer=newer older=older/>
                </Card>
            }
            .into_any()
        })
        .await)
}

fn open_view(lang: Lang, now: DateTime<Utc>, place: &InProject, open: &[Alert], watched: bool) -> AnyView {
    if open.is_empty() && watched {
        return view! { <Empty icon=IconName::Check title=t::no_open_title(lang) text=t::no_open_text(lang)/> }
            .into_any();
    }
    if open.is_empty() {
        let action = Some((t::new_check(lang).to_owned(), place.path("checks/new")));
        return view! {
            <Empty icon=IconName::Alerts title=t::no_checks_title(lang) text=t::no_checks_text(lang) action=action/>
        }
        .into_any();
    }
    let items: Vec<_> = open
        .iter()
        .map(|alert| {
            let (state, word) = alert_state(lang, alert.state, alert.severity);
            let href = place.path(&format!("alerts/{}", alert.id));
            let lasts = duration_text(lang, seconds(now - alert.first_failure_at));
            let who = alert
                .acknowledged_by
                .clone()
                .map(|who| view! { <p class="muted">{t::acknowledged_by(lang, who)}</p> });
            view! {
                <li class="stack">
                    <div class="row">
                        <StateBadge state=state label=word/>
                        <a href=href.clone()><bdi>{title(lang, &alert.kind, &alert.params)}</bdi></a>
                        <span class="muted">{t::for_time(lang, lasts)}</span>
                    </div>
                    {who}
                    <p><span class="muted">{t::next_step(lang)}": "</span>{step(lang, alert)}</p>
                    <p><LinkButton href=href kind=ButtonKind::Secondary>{t::facts(lang)}</LinkButton></p>
                </li>
            }
        })
        .collect();
    view! { <ul class="stack" aria-label=t::open_alerts(lang)>{items}</ul> }.into_any()
}

fn history_view(lang: Lang, now: DateTime<Utc>, place: &InProject, page: &[Alert]) -> AnyView {
    if page.is_empty() {
        return view! { <Empty icon=IconName::Clock title=t::no_history_title(lang) text=t::no_history_text(lang)/> }
            .into_any();
    }
    let rows: Vec<_> = page
        .iter()
        .map(|alert| {
            let (state, word) = alert_state(lang, alert.state, alert.severity);
            let lasted = alert.resolved_at.unwrap_or(now) - alert.first_failure_at;
            let environment = place
                .environments
                .iter()
                .find(|known| Some(known.id.0) == alert.environment_id);
            let environment = environment.map(|known| view! { <Bdi text=known.name.clone()/> }.into_any());
            let whole = || view! { {t::console_wide(lang)} }.into_any();
            view! {
                <tr>
                    <td data-label=t::state(lang)><StateBadge state=state label=word/></td>
                    <th scope="row">
                        <a class="row-link" href=place.path(&format!("alerts/{}", alert.id))>
                            <bdi>{title(lang, &alert.kind, &alert.params)}</bdi>
                        </a>
                    </th>
                    <td data-label=t::severity(lang)><Badge label=urgency_text(lang, alert.severity)/></td>
                    <td data-label=t::where_(lang)>{environment.or_else(|| alert.project_id.is_none().then(whole))}</td>
                    <td data-label=t::when(lang)><When lang=lang at=alert.fired_at now=now/></td>
                    <td data-label=t::duration(lang) class="num">{duration_text(lang, seconds(lasted))}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="table-wrap"><table class="table">
            <thead><tr>
                <th scope="col">{t::state(lang)}</th><th scope="col">{t::what(lang)}</th>
                <th scope="col">{t::severity(lang)}</th><th scope="col">{t::where_(lang)}</th>
                <th scope="col">{t::when(lang)}</th><th scope="col" class="num">{t::duration(lang)}</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
    }
    .into_any()
}

/// The cheapest next step for an alert.
pub(super) fn step(lang: Lang, alert: &Alert) -> &'static str {
    let failure = alert.params["failure"].as_str().and_then(Failure::parse);
    failure.map_or_else(|| t::step_other(lang), |failure| next_step(lang, failure))
}

#[allow(clippy::cast_precision_loss, reason = "a duration in seconds")]
pub(super) fn seconds(duration: TimeDelta) -> f64 {
    duration.num_seconds() as f64
}

fn cursor(alert: &Alert) -> String {
    format!("{}.{}", alert.fired_at.timestamp_micros(), alert.id)
}

fn read_cursor(text: &str) -> Option<(DateTime<Utc>, AlertId)> {
    let (micros, id) = text.split_once('.')?;
    Some((DateTime::from_timestamp_micros(micros.parse().ok()?)?, id.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_that_was_tampered_with_is_ignored() {
        assert!(read_cursor("1800000000000000.01a1fc7d-b0dd-742b-991b-24fc6552bb69").is_some());
        for wrong in [
            "",
            "1",
            "x.y",
            "99999999999999999999.01a1fc7d-b0dd-742b-991b-24fc6552bb69",
        ] {
            assert!(read_cursor(wrong).is_none(), "{wrong}");
        }
    }
}
