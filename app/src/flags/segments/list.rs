use super::users::reach_text;
use crate::{
    flags::{
        sentences::constraint_sentences,
        tabs::{Tab, tabs},
    },
    page::{Ctx, InProject, Page, PageResult, Section},
    ui::{AsOf, ButtonKind, Card, Empty, IconName, LinkButton, LiveRegion, PageHead, When},
};
use arkan_backend::flags::{self, Segment, SegmentReach};
use arkan_domain::identity::Action;
use arkan_locales::{Lang, t};
use axum::extract::Path;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use std::collections::HashMap;

/// `GET /p/{project}/segments`
pub async fn show(mut ctx: Ctx, Path(project): Path<String>) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::View, place.place())?;
    let segments = flags::segments(ctx.backend(), &ctx.actor, &place.project)
        .await
        .map_err(ctx.fail())?;
    let reach = flags::segment_reach(ctx.backend(), &ctx.actor, &place.project)
        .await
        .map_err(ctx.fail())?;
    let (lang, now) = (ctx.lang, ctx.now);
    let create = ctx
        .can(Action::EditFlags, place.place())
        .then(|| (t::segments::new(lang).to_owned(), place.path("segments/new")));
    let page = Page::new(Section::Flags, t::segments::title(lang)).crumb(t::flags::title(lang), place.path("flags"));
    Ok(ctx
        .page(page, move || {
            let actions = view! {
                <AsOf lang=lang now=now/>
                {create.clone().map(|(label, href)| view! {
                    <LinkButton href=href kind=ButtonKind::Primary>{label}</LinkButton>
                })}
            };
            let content = if segments.is_empty() {
                let (title, text) = (t::segments::empty_title(lang), t::segments::empty_text(lang));
                view! { <Empty icon=IconName::Users title=title text=text action=create/> }.into_any()
            } else {
                table(lang, now, &place, segments, &reach)
            };
            view! {
                <PageHead
                    title=t::segments::title(lang)
                    subtitle=view! { {t::segments::subtitle(lang)} }.into_any()
                    actions=actions.into_any()
                />
                <div class="stack">
                    {tabs(lang, &place, Tab::Segments)}
                    <LiveRegion id="segments-list" topics="flags"><Card flush=true>{content}</Card></LiveRegion>
                </div>
            }
            .into_any()
        })
        .await)
}

fn table(
    lang: Lang,
    now: DateTime<Utc>,
    place: &InProject,
    segments: Vec<Segment>,
    reach: &HashMap<i32, SegmentReach>,
) -> AnyView {
    use t::segments as s;
    let rows: Vec<_> = segments
        .into_iter()
        .map(|segment| {
            let reach = reach
                .get(&segment.id)
                .map_or_else(|| s::unused(lang).to_owned(), |reach| reach_text(lang, *reach));
            view! {
                <tr>
                    <th scope="row">
                        <span>
                            <a class="row-link" href=place.path(&format!("segments/{}", segment.key))>
                                <code dir="ltr">{segment.key.clone()}</code>
                            </a>
                            <span class="table-sub" dir="auto">{segment.description.clone()}</span>
                        </span>
                    </th>
                    <td>{constraint_sentences(lang, &segment.constraints)}</td>
                    <td data-label=s::col_reach(lang)>{reach}</td>
                    <td class="num" data-label=s::col_updated(lang)>
                        <When lang=lang at=segment.updated_at now=now/>
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
                        <th scope="col">{s::col_segment(lang)}</th>
                        <th scope="col">{s::col_conditions(lang)}</th>
                        <th scope="col">{s::col_reach(lang)}</th>
                        <th scope="col" class="num">{s::col_updated(lang)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
