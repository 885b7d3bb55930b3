use super::{ci, lane::LaneCard, release_list::ReleaseList};
use crate::{
    page::{Ctx, Page, PageResult, Section},
    ui::{AsOf, ButtonKind, Empty, IconName, LinkButton, LiveRegion, Menu, PageHead, Pager},
};
use arkan_backend::deployments::{self, Lane, RELEASES_PER_PAGE, Release};
use arkan_domain::{identity::Action, ids::ReleaseId};
use arkan_locales::t::deployments as d;
use axum::extract::{Path, Query};
use leptos::prelude::*;
use serde::Deserialize;

/// Which page of the releases.
#[derive(Deserialize)]
pub struct Shown {
    before: Option<ReleaseId>,
}

/// `GET /p/{project}/deployments`: the stages with what runs in each, the newest releases, the lines for CI.
pub async fn show(mut ctx: Ctx, Path(project): Path<String>, Query(shown): Query<Shown>) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::View, place.place())?;
    let (backend, lang, now) = (ctx.backend(), ctx.lang, ctx.now);
    let (lanes, mut releases) = tokio::try_join!(
        deployments::pipeline(backend, &ctx.actor, &place.project),
        deployments::list(backend, &ctx.actor, &place.project, shown.before, RELEASES_PER_PAGE + 1)
    )
    .map_err(ctx.fail())?;
    let limit = usize::try_from(RELEASES_PER_PAGE).unwrap_or(usize::MAX);
    let more = releases.len() > limit;
    releases.truncate(limit);
    let path = place.path("deployments");
    let older = more
        .then(|| releases.last().map(|release| format!("{path}?before={}", release.id)))
        .flatten();
    let newer = shown.before.map(|_| path.clone());

    // What the first stage could take: the newest release, which only the first page shows.
    let newest = shown.before.is_none().then(|| releases.first().cloned()).flatten();
    let mut cards = Vec::new();
    for (index, lane) in lanes.iter().enumerate() {
        let candidate = candidate(&lanes, index, newest.as_ref());
        let form = ctx.form(&format!("promote-{}", lane.stage.key)).await;
        let may_move = ctx.can(Action::MoveRelease, lane.stage.place());
        cards.push(LaneCard::new(&place.project, lane, candidate, form).allowed(may_move));
    }
    let may_register = ctx.can(Action::CreateRelease, place.place());
    let may_edit = ctx.can(Action::EditStages, place.place());
    let may_tokens = ctx.can(Action::ManageTokens, arkan_domain::identity::Place::CONSOLE);
    let curl = ci::lines(&ctx, &place.project.key, lanes.first());
    let list = ReleaseList::new(&place.project, releases, &lanes);
    let new_release = place.path("releases/new");
    let freezes = place.path("freezes");
    let new_stage = place.path("deployments/new-stage");
    let page = Page::new(Section::Deployments, d::title(lang));

    Ok(ctx
        .page(page, move || {
            let first_stage = may_edit.then(|| (d::add_stage(lang).to_owned(), new_stage.clone()));
            let actions = view! {
                <LinkButton href=freezes.clone()>{arkan_locales::t::freezes::open(lang)}</LinkButton>
                {may_register.then(|| view! {
                    <LinkButton href=new_release.clone() kind=ButtonKind::Primary>{d::register(lang)}</LinkButton>
                })}
                {may_edit.then(|| view! {
                    <Menu label=d::more(lang)><a href=new_stage.clone()>{d::add_stage(lang)}</a></Menu>
                })}
            };
            let subtitle = view! { <span>{d::subtitle(lang)}</span><AsOf lang=lang now=now/> };
            let empty = cards.is_empty().then(|| {
                view! {
                    <Empty
                        icon=IconName::Deployments
                        title=d::empty_stages_title(lang)
                        text=d::empty_stages_text(lang)
                        action=first_stage
                    />
                }
            });
            let cards: Vec<_> = cards.into_iter().map(|card| card.view(lang, now)).collect();
            view! {
                <PageHead title=d::title(lang) subtitle=subtitle.into_any() actions=actions.into_any()/>
                <LiveRegion id="pipeline" topics="deployments">
                    <div class="stack">
                        {empty}
                        <ol class="pipeline" aria-label=d::pipeline(lang)>{cards}</ol>
                        {list.view(lang, now)}
                        <Pager lang=lang newer=newer older=older/>
                    </div>
                </LiveRegion>
                {curl.map(|curl| curl.view(lang, may_tokens))}
            }
            .into_any()
        })
        .await)
}

/// What may be promoted into a stage next, as id and version: what runs before it, or the newest release.
fn candidate(lanes: &[Lane], index: usize, newest: Option<&Release>) -> Option<(ReleaseId, String)> {
    match index.checked_sub(1) {
        None => newest.map(|release| (release.id, release.version.clone())),
        Some(before) => {
            let run = lanes[before].current.as_ref()?;
            Some((run.release_id, run.version.clone()))
        }
    }
}
