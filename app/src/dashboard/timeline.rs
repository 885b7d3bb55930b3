use super::{
    filter::{Asked, bar},
    stream::stream,
};
use crate::{
    page::{Ctx, Page, PageResult, Section},
    ui::{AsOf, Card, Empty, IconName, LiveRegion, PageHead, Pager},
};
use arkan_backend::{Error, timeline};
use arkan_domain::identity::Action;
use arkan_locales::t::dashboard as d;
use axum::extract::Query;
use leptos::prelude::*;

const PATH: &str = "/timeline";
const PER_PAGE: usize = 50;

/// `GET /timeline`: everything that happened, filtered in the address.
pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> PageResult {
    if !ctx.actor.can_somewhere(Action::View) {
        return Err(ctx.fail()(Error::Forbidden));
    }
    let (lang, now) = (ctx.lang, ctx.now);
    let environments = asked.environments(&ctx).await.map_err(ctx.fail())?;
    let filter = asked.resolve(&ctx, &environments);
    let limit = i64::try_from(PER_PAGE).unwrap_or(i64::MAX) + 1;
    let mut events = timeline::list(ctx.backend(), &ctx.actor, &filter, limit)
        .await
        .map_err(ctx.fail())?;
    let more = events.len() > PER_PAGE;
    events.truncate(PER_PAGE);
    let older = more
        .then(|| events.last().map(|event| asked.address(PATH, Some(event.seq))))
        .flatten();
    let newer = asked.before().map(|_| asked.address(PATH, None));
    let projects: Vec<(String, String)> = ctx
        .projects()
        .iter()
        .map(|project| (project.key.clone(), project.name.clone()))
        .collect();
    let page = Page::new(Section::Dashboard, d::timeline_title(lang)).crumb(d::title(lang), "/");
    Ok(ctx
        .page(page, move || {
            let subtitle = view! { <span>{d::timeline_subtitle(lang)}</span><AsOf lang=lang now=now/> };
            let list = if events.is_empty() {
                nothing(lang, &asked)
            } else {
                stream(lang, now, &events)
            };
            let filters = bar(lang, PATH, &asked, &projects, &environments, true);
            view! {
                <PageHead title=d::timeline_title(lang) subtitle=subtitle.into_any()/>
                {filters}
                <LiveRegion id="timeline" topics="timeline">
                    <div class="stack"><Card flush=true>{list}</Card><Pager lang=lang newer=newer older=older/></div>
                </LiveRegion>
            }
            .into_any()
        })
        .await)
}

/// What stands where the stream would be.
pub fn nothing(lang: arkan_locales::Lang, asked: &Asked) -> AnyView {
    if asked.is_narrow() || asked.before().is_some() {
        let action = Some((d::timeline_reset(lang).to_owned(), PATH.to_owned()));
        return view! {
            <Empty
                icon=IconName::Filter
                title=d::timeline_none_title(lang)
                text=d::timeline_none_text(lang)
                action=action
            />
        }
        .into_any();
    }
    view! { <Empty icon=IconName::Clock title=d::timeline_empty_title(lang) text=d::timeline_empty_text(lang)/> }
        .into_any()
}
