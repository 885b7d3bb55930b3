//! `/p/{project}/checks`: every check with its last day.

use crate::{
    alerts::{
        parts::{Tab, error_view, tabs},
        words::{check_state, kind_text},
    },
    page::{Ctx, Page, PageResult, Section},
    ui::{
        AsOf, Badge, BarStrip, ButtonKind, Card, Code, Empty, IconName, LinkButton, LiveRegion, PageHead, Sparkline,
        StateBadge, When,
    },
};
use arkan_backend::alerts::{Hour, checks, checks::CheckWithDay};
use arkan_domain::{identity::Action, pillar::State};
use arkan_locales::{Lang, t::alerts as t};
use axum::extract::Path;
use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use leptos::prelude::*;

/// `GET /p/{project}/checks`.
pub async fn show(mut ctx: Ctx, Path(key): Path<String>) -> PageResult {
    let place = ctx.enter(&key).await?;
    ctx.require(Action::View, place.place())?;
    let rows = checks::list(ctx.backend(), &ctx.actor, place.project.id)
        .await
        .map_err(ctx.fail())?;
    let (lang, now) = (ctx.lang, ctx.now);
    let may = ctx.can(Action::EditChecks, place.place());
    let create = may.then(|| (t::new_check(lang).to_owned(), place.path("checks/new")));
    let tabs = tabs(&ctx, Some(&place.project.key), Tab::Checks);
    let base = place.path("checks");
    let head = Page::new(Section::Alerts, t::checks(lang)).crumb(t::alerts(lang), place.path("alerts"));
    Ok(ctx
        .page(head, || {
            let action = create.clone().filter(|_| !rows.is_empty()).map(|(label, href)| {
                view! { <LinkButton href=href kind=ButtonKind::Primary>{label}</LinkButton> }.into_any()
            });
            let body = if rows.is_empty() {
                let (title, text) = (t::no_checks_title(lang), t::no_checks_text(lang));
                view! { <Empty icon=IconName::Alerts title=title text=text action=create/> }.into_any()
            } else {
                table(lang, now, &base, &rows)
            };
            view! {
                <PageHead
                    title=t::checks(lang) subtitle=view! { <AsOf lang=lang now=now/> }.into_any()
                    actions=action.unwrap_or_else(|| ().into_any())
                />
                {tabs}
                <LiveRegion id="checks" topics="checks"><Card flush=true>{body}</Card></LiveRegion>
            }
            .into_any()
        })
        .await)
}

fn table(lang: Lang, now: DateTime<Utc>, base: &str, rows: &[CheckWithDay]) -> AnyView {
    let rows: Vec<_> = rows
        .iter()
        .map(|CheckWithDay { check, hours }| {
            let (state, word) = check_state(lang, check);
            let last = check.last_result_at.map(|at| view! { <When lang=lang at=at now=now/> });
            view! {
                <tr>
                    <td data-label=t::state(lang)><StateBadge state=state label=word/></td>
                    <th scope="row">
                        <a class="row-link" href=format!("{base}/{}", check.id)><bdi>{check.name.clone()}</bdi></a>
                        <span class="table-sub"><Code text=check.spec.target()/></span>
                    </th>
                    <td><Badge label=kind_text(lang, check.kind)/></td>
                    <td data-label=t::uptime(lang)>{uptime_strip(lang, now, hours)}</td>
                    <td data-label=t::latency(lang)>{latency_line(lang, now, hours)}</td>
                    <td data-label=t::last_result(lang)>{last}</td>
                    <td data-label=t::last_error(lang)>{error_view(lang, check.last_error.as_deref())}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="table-wrap"><table class="table">
            <thead><tr>
                <th scope="col">{t::state(lang)}</th><th scope="col">{t::check(lang)}</th>
                <th scope="col"><span class="sr-only">{t::channel_kind(lang)}</span></th>
                <th scope="col">{t::uptime(lang)}</th><th scope="col">{t::latency(lang)}</th>
                <th scope="col">{t::last_result(lang)}</th><th scope="col">{t::last_error(lang)}</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
    }
    .into_any()
}

/// The 24 hours until now, oldest first, each with what was measured in it.
pub(super) fn day(now: DateTime<Utc>, hours: &[Hour]) -> Vec<(DateTime<Utc>, Option<&Hour>)> {
    let this = now.duration_trunc(TimeDelta::hours(1)).unwrap_or(now);
    (0..24)
        .rev()
        .map(|back| {
            let hour = this - TimeDelta::hours(back);
            (hour, hours.iter().find(|known| known.hour == hour))
        })
        .collect()
}

/// The uptime of the last day, a cell an hour.
pub(super) fn uptime_strip(lang: Lang, now: DateTime<Utc>, hours: &[Hour]) -> AnyView {
    let cells = day(now, hours)
        .into_iter()
        .map(|(hour, known)| {
            let name = hour.format("%H:%M").to_string();
            match known {
                None => (State::Unknown, t::hour_empty(lang, name)),
                Some(known) => {
                    let state = match known.ok {
                        ok if ok == known.total => State::Ok,
                        0 => State::Critical,
                        _ => State::Warning,
                    };
                    (state, t::hour_title(lang, name, known.ok, known.total))
                }
            }
        })
        .collect();
    let (ok, total) = hours.iter().fold((0_i64, 0_i64), |(ok, total), hour| {
        (ok + i64::from(hour.ok), total + i64::from(hour.total))
    });
    let label = if total == 0 {
        t::check_unknown(lang).to_owned()
    } else {
        t::uptime_label(lang, percent(ok, total))
    };
    view! { <BarStrip cells=cells label=label/> }.into_any()
}

fn latency_line(lang: Lang, now: DateTime<Utc>, hours: &[Hour]) -> Option<AnyView> {
    let newest = hours.iter().rev().find_map(|hour| hour.latency_avg_ms)?;
    let points = day(now, hours)
        .into_iter()
        .map(|(_, hour)| hour.and_then(|hour| hour.latency_avg_ms))
        .collect();
    let label = t::latency_label(lang, format!("{newest:.0}"));
    Some(view! { <Sparkline points=points label=label/> }.into_any())
}

/// A share in percent with two decimals, rounded down: 99.99 is never called 100.
pub(super) fn percent(part: i64, whole: i64) -> String {
    let hundredths = part.saturating_mul(10_000) / whole.max(1);
    match hundredths % 100 {
        0 => (hundredths / 100).to_string(),
        rest => format!("{}.{rest:02}", hundredths / 100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failure_in_many_is_not_rounded_away() {
        assert_eq!(percent(8640, 8640), "100");
        assert_eq!(percent(99_999, 100_000), "99.99");
        assert_eq!(percent(1, 2), "50");
        assert_eq!(percent(0, 0), "0");
    }

    #[test]
    fn a_day_has_24_hours_and_gaps_stay_gaps() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a time");
        let this = now.duration_trunc(TimeDelta::hours(1)).expect("an hour");
        let hour = Hour {
            check_id: uuid::Uuid::nil(),
            hour: this,
            total: 1,
            ok: 1,
            latency_avg_ms: None,
            latency_max_ms: None,
        };
        let hours = [hour];
        let day = day(now, &hours);
        assert_eq!(day.len(), 24);
        assert!(day[23].1.is_some() && day[..23].iter().all(|(_, hour)| hour.is_none()));
    }
}
