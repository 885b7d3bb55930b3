use super::words;
use crate::{
    flags::{
        tabs::{Tab, tabs},
        words as flag_words,
    },
    page::{Ctx, InProject, Page, PageResult, Section},
    ui::{AsOf, Badge, Card, Empty, IconName, LiveRegion, PageHead, Pager, Tone, When},
};
use arkan_backend::{
    flags::{self, Found},
    identity::{self, Person},
};
use arkan_domain::{identity::Action, ids::FlagId};
use arkan_locales::{Lang, t, t::usage as u};
use axum::extract::{Path, Query};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde::Deserialize;

/// Rows a page.
const ROWS: usize = 50;

/// Where the page begins.
#[derive(Deserialize)]
pub struct StaleQuery {
    after: Option<String>,
}

/// `GET /p/{project}/flags/stale`
pub async fn show(mut ctx: Ctx, Path(project): Path<String>, Query(query): Query<StaleQuery>) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::View, place.place())?;
    let after: Option<FlagId> = query.after.as_deref().and_then(|id| id.parse().ok());
    let page = flags::stale(ctx.backend(), &ctx.actor, &place.project, after, ROWS)
        .await
        .map_err(ctx.fail())?;
    let people = identity::people(ctx.backend(), &ctx.actor).await.map_err(ctx.fail())?;
    let (lang, now) = (ctx.lang, ctx.now);
    let title = u::stale_title(lang);
    let shell = Page::new(Section::Flags, title).crumb(t::flags::title(lang), place.path("flags"));
    Ok(ctx
        .page(shell, move || {
            let older = page.next.map(|id| format!("?after={id}"));
            let newer = after.map(|_| place.path("flags/stale"));
            let content = match (page.found.is_empty(), page.next) {
                (false, _) => table(lang, now, &place, &people, page.found),
                (true, Some(_)) => view! { <p class="muted">{u::stale_on(lang)}</p> }.into_any(),
                (true, None) => view! {
                    <Empty icon=IconName::Check title=u::stale_none_title(lang) text=u::stale_none_text(lang)/>
                }
                .into_any(),
            };
            view! {
                <PageHead
                    title=title
                    subtitle=view! { {u::stale_subtitle(lang)} }.into_any()
                    actions=view! { <AsOf lang=lang now=now/> }.into_any()
                />
                <div class="stack">
                    {tabs(lang, &place, Tab::Stale)}
                    <LiveRegion id="stale-list" topics="flags">
                        <Card flush=true>{content}<Pager lang=lang newer=newer older=older/></Card>
                    </LiveRegion>
                </div>
            }
            .into_any()
        })
        .await)
}

fn table(lang: Lang, now: DateTime<Utc>, place: &InProject, people: &[Person], found: Vec<Found>) -> AnyView {
    let rows: Vec<_> = found
        .into_iter()
        .map(|found| row(lang, now, place, people, found))
        .collect();
    view! {
        <div class="table-wrap"><table class="table">
            <thead><tr>
                <th scope="col">{t::flags::col_flag(lang)}</th>
                <th scope="col">{u::col_why(lang)}</th>
                <th scope="col">{u::col_removal(lang)}</th>
                <th scope="col">{t::flags::col_owner(lang)}</th>
                <th scope="col" class="num">{u::col_last(lang)}</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
    }
    .into_any()
}

fn row(lang: Lang, now: DateTime<Utc>, place: &InProject, people: &[Person], Found { flag, life }: Found) -> AnyView {
    let reasons: Vec<_> = life
        .lifecycle
        .reasons
        .iter()
        .map(|reason| view! { <li>{words::why(lang, *reason)}</li> })
        .collect();
    let safe = life.lifecycle.removal.is_safe();
    let badge = if safe {
        view! { <Badge label=u::safe(lang) tone=Tone::Ok/> }.into_any()
    } else {
        view! { <span class="muted">{u::unsafe_yet(lang)}</span> }.into_any()
    };
    let owner = people
        .iter()
        .find(|person| Some(person.id) == flag.owner_id)
        .map_or_else(|| t::flags::no_owner(lang).to_owned(), |person| person.name.clone());
    let last = match life.last_seen {
        Some(at) => view! { <When lang=lang at=at now=now/> }.into_any(),
        None => view! { {u::never(lang)} }.into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                <span>
                    <a class="row-link" href=place.path(&format!("flags/{}", flag.key))>
                        <code dir="ltr">{flag.key.clone()}</code>
                    </a>
                    <span class="table-sub">{flag_words::kind(lang, flag.kind)}</span>
                </span>
            </th>
            <td data-label=u::col_why(lang)><ul>{reasons}</ul></td>
            <td data-label=u::col_removal(lang)>{badge}</td>
            <td data-label=t::flags::col_owner(lang)><bdi>{owner}</bdi></td>
            <td class="num" data-label=u::col_last(lang)>{last}</td>
        </tr>
    }
    .into_any()
}
