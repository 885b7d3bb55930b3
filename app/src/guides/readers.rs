use super::parts::address;
use crate::{
    page::{Ctx, Page, PageResult, Section},
    ui::{Card, Empty, IconName, PageHead, StateBadge, When},
};
use arkan_backend::guides::{self, ReadRow};
use arkan_domain::{
    identity::{Action, Place},
    pillar::State,
};
use arkan_locales::{Lang, t};
use axum::extract::Path;
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// `GET /guides/{slug}/readers`: who has opened and acknowledged which revision.
pub async fn show(ctx: Ctx, Path(slug): Path<String>) -> PageResult {
    ctx.require(Action::SeeReaders, Place::CONSOLE)?;
    let (lang, now) = (ctx.lang, ctx.now);
    let guide = guides::find(ctx.backend(), &ctx.actor, &slug)
        .await
        .map_err(ctx.fail())?;
    let (source, translated) = guides::newest_of_both(ctx.backend(), &guide)
        .await
        .map_err(ctx.fail())?;
    let rows = guides::readers(ctx.backend(), &ctx.actor, &guide)
        .await
        .map_err(ctx.fail())?;
    let name = match translated {
        Some(translated) if translated.language == lang => translated.text.title,
        _ => source.text.title,
    };
    let title = t::guides::readers_title(lang, &name);
    let page = Page::new(Section::Guides, title.clone())
        .crumb(t::shell::pillar_guides(lang), "/guides")
        .crumb(name, address(&slug, lang));
    Ok(ctx
        .page(page, move || {
            let current = rows
                .iter()
                .filter(|row| row.acknowledged_at.is_some() && row.up_to_date)
                .count() as u64;
            let body = if rows.is_empty() {
                view! {
                    <Empty
                        icon=IconName::Users
                        title=t::guides::readers_empty_title(lang)
                        text=t::guides::readers_empty_text(lang)
                    />
                }
                .into_any()
            } else {
                table(lang, now, &rows)
            };
            view! {
                <PageHead title=title subtitle=t::guides::readers_count(lang, current).into_any()/>
                <Card flush=true>{body}</Card>
            }
            .into_any()
        })
        .await)
}

fn table(lang: Lang, now: DateTime<Utc>, rows: &[ReadRow]) -> AnyView {
    let rows: Vec<_> = rows.iter().map(|row| line(lang, now, row)).collect();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t::guides::column_reader(lang)}</th>
                        <th scope="col">{t::guides::column_language(lang)}</th>
                        <th scope="col">{t::guides::column_revision(lang)}</th>
                        <th scope="col">{t::guides::column_opened(lang)}</th>
                        <th scope="col">{t::guides::column_acknowledged(lang)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn line(lang: Lang, now: DateTime<Utc>, row: &ReadRow) -> AnyView {
    let (state, label) = match (row.acknowledged_at, row.up_to_date) {
        (Some(_), true) => (State::Ok, t::guides::ack_current(lang)),
        (Some(_), false) => (State::Warning, t::guides::ack_old(lang)),
        (None, _) => (State::Unknown, t::guides::ack_none(lang)),
    };
    let when = row
        .acknowledged_at
        .map(|at| view! { " "<When lang=lang at=at now=now/> });
    view! {
        <tr>
            <th scope="row"><bdi>{row.reader.clone()}</bdi></th>
            <td data-label=t::guides::column_language(lang)>{row.language.own_name()}</td>
            <td data-label=t::guides::column_revision(lang)>{t::guides::revision(lang, row.number)}</td>
            <td data-label=t::guides::column_opened(lang)><When lang=lang at=row.opened_at now=now/></td>
            <td data-label=t::guides::column_acknowledged(lang)><StateBadge state=state label=label/>{when}</td>
        </tr>
    }
    .into_any()
}
