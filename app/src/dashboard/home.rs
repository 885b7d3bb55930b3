use super::{
    attention,
    cards::cards,
    filter::{Asked, bar},
    stream::stream,
    timeline::nothing,
};
use crate::{
    page::{Ctx, Page, PageResult, Section},
    ui::{AsOf, Card, LiveRegion, PageHead, Pager},
};
use arkan_backend::{dashboard, timeline};
use arkan_locales::t::dashboard as d;
use axum::extract::Query;
use leptos::prelude::*;

const PATH: &str = "/";
/// How much of the timeline the first page shows.
const SHOWN: usize = 20;

/// `GET /`: the state of every pillar, what needs attention, and what happened last. `?project=` enters a project.
pub async fn show(mut ctx: Ctx, Query(asked): Query<Asked>) -> PageResult {
    if ctx.user().is_none() {
        return Ok(ctx.see("/login"));
    }
    let environments = if asked.project.is_empty() {
        Vec::new()
    } else {
        ctx.enter(&asked.project).await?.environments
    };
    let (lang, now) = (ctx.lang, ctx.now);
    let filter = asked.resolve(&ctx, &environments);
    let limit = i64::try_from(SHOWN).unwrap_or(i64::MAX) + 1;
    let (overview, mut events) = tokio::try_join!(
        dashboard::overview(ctx.backend(), &ctx.actor, ctx.project()),
        timeline::list(ctx.backend(), &ctx.actor, &filter, limit)
    )
    .map_err(ctx.fail())?;
    let more = events.len() > SHOWN;
    events.truncate(SHOWN);
    let older = more
        .then(|| events.last().map(|event| asked.address(PATH, Some(event.seq))))
        .flatten();
    let newer = asked.before().map(|_| asked.address(PATH, None));
    let project = ctx.project().map(|project| (project.key.clone(), project.name.clone()));
    let projects: Vec<(String, String)> = ctx
        .projects()
        .iter()
        .map(|project| (project.key.clone(), project.name.clone()))
        .collect();
    let page = Page::new(Section::Dashboard, d::title(lang));
    Ok(ctx
        .page(page, move || {
            let key = project.as_ref().map(|(key, _)| key.as_str());
            let attention = attention::list(lang, now, attention::items(lang, &overview, key));
            let subtitle = view! {
                {project.as_ref().map(|(_, name)| view! { <bdi>{name.clone()}</bdi> })}
                <AsOf lang=lang now=now/>
            };
            let list = if events.is_empty() {
                nothing(lang, &asked)
            } else {
                stream(lang, now, &events)
            };
            let cards = cards(lang, now, &overview, key);
            let whole = view! { <a href="/timeline">{d::timeline_all(lang)}</a> };
            view! {
                <PageHead title=d::title(lang) subtitle=subtitle.into_any()/>
                <LiveRegion id="overview" topics="timeline flags deployments backups alerts guides">
                    <div class="stack">{attention}{cards}</div>
                </LiveRegion>
                {bar(lang, PATH, &asked, &projects, &environments, false)}
                <LiveRegion id="timeline" topics="timeline">
                    <div class="stack">
                        <Card title=d::timeline(lang) actions=whole.into_any() flush=true>{list}</Card>
                        <Pager lang=lang newer=newer older=older/>
                    </div>
                </LiveRegion>
            }
            .into_any()
        })
        .await)
}
