use super::{
    filters::{ListQuery, filters},
    tabs::{Tab, tabs},
    words::{self, FlagBadge},
};
use crate::{
    page::{Ctx, InProject, Page, PageResult, Section},
    ui::{AsOf, ButtonKind, Card, Empty, IconName, LinkButton, LiveRegion, PageHead, Pager, When},
};
use arkan_backend::{
    flags::{self, Flag, FlagState},
    identity,
};
use arkan_domain::{
    identity::Action,
    ids::{EnvironmentId, FlagId},
};
use arkan_locales::{Lang, t};
use axum::extract::{Path, Query};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use std::collections::HashMap;

/// Rows a page.
const ROWS: usize = 50;

/// `GET /p/{project}/flags`
pub async fn show(mut ctx: Ctx, Path(project): Path<String>, Query(query): Query<ListQuery>) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::View, place.place())?;
    let (backend, actor) = (ctx.backend(), &ctx.actor);
    let listed = flags::list(backend, actor, &place.project, &query.filter(&place), ROWS)
        .await
        .map_err(ctx.fail())?;
    let states = flags::states(backend, actor, &place.project, &listed.flags)
        .await
        .map_err(ctx.fail())?;
    let people = identity::people(backend, actor).await.map_err(ctx.fail())?;
    let (lang, now) = (ctx.lang, ctx.now);
    let create = ctx
        .can(Action::EditFlags, place.place())
        .then(|| (t::flags::new(lang).to_owned(), place.path("flags/new")));
    let page = Page::new(Section::Flags, t::flags::title(lang));
    Ok(ctx
        .page(page, move || {
            let newer = listed.newer.map(|cursor| query.at("after", &cursor));
            let older = listed.older.map(|cursor| query.at("before", &cursor));
            let actions = view! {
                <AsOf lang=lang now=now/>
                <LinkButton href=place.path("freezes")>{t::freezes::open(lang)}</LinkButton>
                {create.clone().map(|(label, href)| view! {
                    <LinkButton href=href kind=ButtonKind::Primary>{label}</LinkButton>
                })}
            };
            let content = if listed.flags.is_empty() {
                empty(lang, &place, &query, create)
            } else {
                table(lang, now, &place, listed.flags, &states)
            };
            view! {
                <PageHead
                    title=t::flags::title(lang)
                    subtitle=view! { {t::flags::subtitle(lang)} }.into_any()
                    actions=actions.into_any()
                />
                <div class="stack">
                    {tabs(lang, &place, Tab::Flags)}
                    {filters(lang, &place, &people, &query)}
                    <LiveRegion id="flags-list" topics="flags">
                        <Card flush=true>{content}<Pager lang=lang newer=newer older=older/></Card>
                    </LiveRegion>
                </div>
            }
            .into_any()
        })
        .await)
}

fn empty(lang: Lang, place: &InProject, query: &ListQuery, create: Option<(String, String)>) -> AnyView {
    let (title, text, action) = if query.is_active() {
        let all = (t::flags::clear_filters(lang).to_owned(), place.path("flags"));
        (t::flags::none_title(lang), t::flags::none_text(lang), Some(all))
    } else {
        (t::flags::empty_title(lang), t::flags::empty_text(lang), create)
    };
    view! { <Empty icon=IconName::Flags title=title text=text action=action/> }.into_any()
}

fn table(
    lang: Lang,
    now: DateTime<Utc>,
    place: &InProject,
    flags: Vec<Flag>,
    states: &HashMap<(FlagId, EnvironmentId), FlagState>,
) -> AnyView {
    let heads: Vec<_> = place
        .environments
        .iter()
        .map(|environment| view! { <th scope="col"><bdi>{environment.name.clone()}</bdi></th> })
        .collect();
    let rows: Vec<_> = flags
        .into_iter()
        .map(|flag| {
            let cells: Vec<_> = place
                .environments
                .iter()
                .map(|environment| {
                    let state = states.get(&(flag.id, environment.id)).cloned();
                    view! { <td data-label=environment.name.clone()><FlagBadge lang=lang state=state/></td> }
                })
                .collect();
            view! {
                <tr>
                    <th scope="row">
                        <span>
                            <a class="row-link" href=place.path(&format!("flags/{}", flag.key))>
                                <code dir="ltr">{flag.key.clone()}</code>
                            </a>
                            <span class="table-sub" dir="auto">{flag.description.clone()}</span>
                        </span>
                    </th>
                    <td data-label=t::flags::col_kind(lang)>{words::kind(lang, flag.kind)}</td>
                    {cells}
                    <td class="num" data-label=t::flags::col_updated(lang)>
                        <When lang=lang at=flag.updated_at now=now/>
                    </td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t::flags::col_flag(lang)}</th>
                        <th scope="col">{t::flags::col_kind(lang)}</th>
                        {heads}
                        <th scope="col" class="num">{t::flags::col_updated(lang)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
