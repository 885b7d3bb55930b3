use super::{
    super::{
        filters::choice,
        tabs::{Tab, tabs},
    },
    words,
};
use crate::{
    page::{Ctx, InProject, Page, PageResult, Section},
    ui::{AsOf, Badge, Card, Empty, FilterBar, IconName, LinkButton, LiveRegion, PageHead, Pager, When},
};
use arkan_backend::flags::requests::{self, ChangeRequest};
use arkan_domain::{flags::request::RequestState, identity::Action, ids::RequestId};
use arkan_locales::{Lang, t, t::requests as r};
use axum::extract::{Path, Query};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde::Deserialize;

/// Rows a page.
const ROWS: usize = 50;

/// What the address asks for.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    state: String,
    before: Option<RequestId>,
}

/// `GET /p/{project}/requests?state=open`
pub async fn show(mut ctx: Ctx, Path(project): Path<String>, Query(asked): Query<Asked>) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::View, place.place())?;
    let state = RequestState::parse(&asked.state);
    let limit = i64::try_from(ROWS).unwrap_or(i64::MAX) + 1;
    let mut rows = requests::list(ctx.backend(), &ctx.actor, &place.project, state, asked.before, limit)
        .await
        .map_err(ctx.fail())?;
    let more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let (lang, now, base) = (ctx.lang, ctx.now, place.path("requests"));
    let filter = state.map(|state| format!("state={state}&")).unwrap_or_default();
    let older = more
        .then(|| rows.last().map(|last| format!("{base}?{filter}before={}", last.id)))
        .flatten();
    let newer = asked.before.map(|_| format!("{base}?{filter}"));
    let page = Page::new(Section::Flags, r::title(lang)).crumb(t::flags::title(lang), place.path("flags"));
    Ok(ctx
        .page(page, move || {
            let subtitle = view! { {r::subtitle(lang)} }.into_any();
            let rules = place.path("approvals");
            let actions = view! { <AsOf lang=lang now=now/><LinkButton href=rules>{r::rules_title(lang)}</LinkButton> }
                .into_any();
            let by_state = by_state(lang, &base, state);
            let table = table(lang, now, &place, &rows);
            view! {
                <PageHead title=r::title(lang) subtitle=subtitle actions=actions/>
                <div class="stack">
                    {tabs(lang, &place, Tab::Requests)}
                    {by_state}
                    <LiveRegion id="requests" topics="flags">
                        <Card flush=true>{table}<Pager lang=lang newer=newer older=older/></Card>
                    </LiveRegion>
                </div>
            }
            .into_any()
        })
        .await)
}

fn by_state(lang: Lang, base: &str, current: Option<RequestState>) -> AnyView {
    let states = RequestState::ALL
        .iter()
        .map(|state| (state.to_string(), words::of(lang, *state).1.to_owned()));
    let any = Some(r::filter_all(lang));
    let current = current.map(RequestState::as_str).unwrap_or_default();
    let choice = choice("state", r::col_state(lang), any, states.collect(), current);
    view! { <FilterBar lang=lang action=base.to_owned()>{choice}</FilterBar> }.into_any()
}

fn table(lang: Lang, now: DateTime<Utc>, place: &InProject, rows: &[ChangeRequest]) -> AnyView {
    if rows.is_empty() {
        let (title, text) = (r::none_title(lang), r::none_text(lang));
        return view! { <Empty icon=IconName::Flags title=title text=text/> }.into_any();
    }
    let rows: Vec<_> = rows.iter().map(|request| row(lang, now, place, request)).collect();
    view! {
        <div class="table-wrap"><table class="table">
            <thead><tr>
                <th scope="col">{r::col_what(lang)}</th><th scope="col">{r::col_where(lang)}</th>
                <th scope="col">{r::col_state(lang)}</th><th scope="col">{r::col_author(lang)}</th>
                <th scope="col">{r::col_when(lang)}</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
    }
    .into_any()
}

fn row(lang: Lang, now: DateTime<Utc>, place: &InProject, request: &ChangeRequest) -> AnyView {
    let (tone, word) = words::state(lang, request);
    let environment = place
        .environments
        .iter()
        .find(|environment| environment.id == request.environment_id)
        .map_or_else(String::new, |environment| environment.name.clone());
    let (title, author) = (words::title(lang, request), request.author_label.clone());
    let href = place.path(&format!("requests/{}", request.id));
    view! {
        <tr>
            <th scope="row"><a class="row-link" href=href>{title}</a></th>
            <td data-label=r::col_where(lang)><bdi>{environment}</bdi></td>
            <td data-label=r::col_state(lang)><Badge label=word tone=tone/></td>
            <td data-label=r::col_author(lang)><bdi>{author}</bdi></td>
            <td data-label=r::col_when(lang)><When lang=lang at=request.created_at now=now/></td>
        </tr>
    }
    .into_any()
}
