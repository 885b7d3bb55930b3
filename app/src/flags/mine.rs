use super::{
    list::pager,
    requests::{waiting as requests_waiting, waiting_card},
    star::star,
    tags::tag_links,
    words::{self, FlagBadge},
};
use crate::{
    page::{Ctx, InProject, Page, PageError, PageResult, Section},
    ui::{AsOf, Card, Empty, IconName, LiveRegion, PageHead, When},
};
use arkan_backend::{
    flags::{self, Cursor, Filter, Flag, FlagState, Order},
    projects,
};
use arkan_domain::{
    flags::{Waiting, waiting},
    ids::{EnvironmentId, FlagId, ProjectId},
};
use arkan_locales::{Lang, t};
use axum::extract::Query;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

const ROWS: usize = 50;

/// The place in the list.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    before: String,
    after: String,
}

/// What the rows show besides the flags.
struct Facts {
    places: HashMap<ProjectId, InProject>,
    states: HashMap<(FlagId, EnvironmentId), FlagState>,
    tags: HashMap<FlagId, Vec<String>>,
    favourites: HashSet<FlagId>,
}

/// `GET /flags/mine`: what the reader owns, in every project.
pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> PageResult {
    if ctx.user().is_none() {
        return Err(ctx.fail()(arkan_backend::Error::Forbidden));
    }
    let filter = Filter {
        before: Cursor::parse(&asked.before),
        after: Cursor::parse(&asked.after),
        order: Order::Updated,
        ..Filter::default()
    };
    let listed = flags::mine(ctx.backend(), &ctx.actor, ctx.projects(), filter, ROWS)
        .await
        .map_err(ctx.fail())?;
    let facts = facts(&ctx, &listed.flags).await?;
    let waits = requests_waiting(&ctx).await?;
    let (lang, now, back) = (ctx.lang, ctx.now, ctx.path.clone());
    let all = ctx
        .project()
        .map(|project| (t::lists::mine_all(lang).to_owned(), format!("/p/{}/flags", project.key)));
    let mut page = Page::new(Section::Flags, t::lists::mine(lang));
    if let Some((_, href)) = &all {
        page = page.crumb(t::flags::title(lang), href.clone());
    }
    Ok(ctx
        .page(page, move || {
            let link = |name: &str, cursor: Cursor| format!("?{name}={}", cursor.text());
            let previous = listed.newer.map(|cursor| link("after", cursor));
            let next = listed.older.map(|cursor| link("before", cursor));
            let content = if listed.flags.is_empty() {
                view! {
                    <Empty
                        icon=IconName::Flags title=t::lists::mine_empty_title(lang)
                        text=t::lists::mine_empty_text(lang) action=all
                    />
                }
                .into_any()
            } else {
                table(lang, now, &listed.flags, &facts, &back)
            };
            view! {
                <PageHead
                    title=t::lists::mine(lang)
                    subtitle=view! { {t::lists::mine_subtitle(lang)} }.into_any()
                    actions=view! { <AsOf lang=lang now=now/> }.into_any()
                />
                <LiveRegion id="my-flags" topics="flags">
                    <div class="stack">
                        {waiting_card(lang, now, &waits)}
                        <Card flush=true>{content}{pager(lang, previous, next)}</Card>
                    </div>
                </LiveRegion>
            }
            .into_any()
        })
        .await)
}

async fn facts(ctx: &Ctx, listed: &[Flag]) -> Result<Facts, PageError> {
    let (backend, actor) = (ctx.backend(), &ctx.actor);
    let mut facts = Facts {
        places: HashMap::new(),
        states: HashMap::new(),
        tags: flags::tags(backend, actor, listed).await.map_err(ctx.fail())?,
        favourites: flags::favourites(backend, actor, listed).await.map_err(ctx.fail())?,
    };
    for project in ctx.projects() {
        if listed.iter().any(|flag| flag.project_id == project.id) {
            let environments = projects::environments(backend, project.id).await.map_err(ctx.fail())?;
            let states = flags::states(backend, actor, project, listed)
                .await
                .map_err(ctx.fail())?;
            facts.states.extend(states);
            let place = InProject {
                project: project.clone(),
                environments,
            };
            facts.places.insert(project.id, place);
        }
    }
    Ok(facts)
}

fn table(lang: Lang, now: DateTime<Utc>, listed: &[Flag], facts: &Facts, back: &str) -> AnyView {
    let rows: Vec<_> = listed
        .iter()
        .filter_map(|flag| Some(row(lang, now, flag, facts.places.get(&flag.project_id)?, facts, back)))
        .collect();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t::flags::col_flag(lang)}</th>
                        <th scope="col">{t::lists::col_project(lang)}</th>
                        <th scope="col">{t::lists::col_states(lang)}</th>
                        <th scope="col">{t::lists::col_waits(lang)}</th>
                        <th scope="col" class="num">{t::flags::col_updated(lang)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(lang: Lang, now: DateTime<Utc>, flag: &Flag, place: &InProject, facts: &Facts, back: &str) -> AnyView {
    let key = flag.key.clone();
    let list = place.path("flags");
    let mut waits = Vec::new();
    let states: Vec<_> = place
        .environments
        .iter()
        .map(|environment| {
            let state = facts.states.get(&(flag.id, environment.id)).cloned();
            if let Some(state) = &state
                && let Some(what) = waiting(flag.kind, &state.setting, state.updated_at, now)
            {
                waits.push(told(lang, what, &environment.name, (now - state.updated_at).num_days()));
            }
            view! { <span class="env-state"><bdi>{environment.name.clone()}</bdi><FlagBadge lang=lang state=state/></span> }
        })
        .collect();
    let waits = if waits.is_empty() {
        view! { <span class="muted">{t::lists::nothing_waits(lang)}</span> }.into_any()
    } else {
        let items: Vec<_> = waits.into_iter().map(|text| view! { <li>{text}</li> }).collect();
        view! { <ul class="waits">{items}</ul> }.into_any()
    };
    let kept = facts.favourites.contains(&flag.id);
    let tags = facts.tags.get(&flag.id).and_then(|tags| tag_links(&list, tags));
    view! {
        <tr>
            <th scope="row">
                <span class="flag-cell">
                    {star(lang, &list, &key, kept, back)}
                    <span class="flag-name">
                        <a class="row-link" href=format!("{list}/{key}")><code dir="ltr">{key.clone()}</code></a>
                        <span class="table-sub">{words::kind(lang, flag.kind)}</span>
                        {tags}
                    </span>
                </span>
            </th>
            <td data-label=t::lists::col_project(lang)><bdi>{place.project.name.clone()}</bdi></td>
            <td data-label=t::lists::col_states(lang)><span class="env-states">{states}</span></td>
            <td data-label=t::lists::col_waits(lang)>{waits}</td>
            <td class="num" data-label=t::flags::col_updated(lang)><When lang=lang at=flag.updated_at now=now/></td>
        </tr>
    }
    .into_any()
}

fn told(lang: Lang, what: Waiting, environment: &str, days: i64) -> String {
    match what {
        Waiting::Killed => t::lists::waits_killed(lang, environment),
        Waiting::Untouched => t::lists::waits_untouched(lang, days.unsigned_abs(), environment),
        Waiting::Settled => t::lists::waits_settled(lang, environment),
    }
}
