use super::parts::{InLanguage, address, below};
use crate::{
    page::{Page, PageResult, Section, SignedIn},
    ui::{Badge, Card, PageHead, Pager, Tabs, When},
};
use arkan_backend::guides::{self, Origin, Revision};
use arkan_locales::{Lang, t};
use axum::extract::{Path, Query};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde::Deserialize;

const ROWS: usize = 50;

#[derive(Debug, Default, Deserialize)]
pub struct Before {
    before: Option<i32>,
}

/// `GET /guides/{slug}/history?language=ar`: the revisions, newest first.
pub async fn show(
    SignedIn(ctx): SignedIn,
    Path(slug): Path<String>,
    Query(asked): Query<InLanguage>,
    Query(Before { before }): Query<Before>,
) -> PageResult {
    let (lang, now) = (ctx.lang, ctx.now);
    let guide = guides::find(ctx.backend(), &ctx.actor, &slug)
        .await
        .map_err(ctx.fail())?;
    let language = asked.get().unwrap_or(guide.source_language);
    let (source, _) = guides::newest_of_both(ctx.backend(), &guide)
        .await
        .map_err(ctx.fail())?;
    let limit = i64::try_from(ROWS).unwrap_or(i64::MAX);
    let rows = guides::history(ctx.backend(), &guide, language, before, limit)
        .await
        .map_err(ctx.fail())?;
    let name = source.text.title;
    let title = t::guides::history_title(lang, &name);
    let page = Page::new(Section::Guides, title.clone())
        .crumb(t::shell::pillar_guides(lang), "/guides")
        .crumb(name, address(&slug, language));
    Ok(ctx
        .page(page, move || {
            let tabs = Lang::ALL
                .into_iter()
                .map(|tab| (tab.own_name().to_owned(), below(&slug, "history", tab), tab == language))
                .collect();
            let here = below(&slug, "history", language);
            let newer = before.is_some().then(|| here.clone());
            let older = rows
                .last()
                .filter(|last| rows.len() == ROWS && last.number > 1)
                .map(|last| format!("{here}&before={}", last.number));
            let rows: Vec<_> = rows.iter().map(|revision| row(lang, now, &slug, revision)).collect();
            view! {
                <PageHead title=title/>
                <Tabs items=tabs label=t::guides::views(lang)/>
                <Card flush=true>
                    <div class="table-wrap">
                        <table class="table">
                            <thead>
                                <tr>
                                    <th scope="col">{t::guides::column_revision(lang)}</th>
                                    <th scope="col">{t::guides::column_who(lang)}</th>
                                    <th scope="col">{t::guides::column_note(lang)}</th>
                                    <th scope="col">{t::guides::column_when(lang)}</th>
                                    <th scope="col">{t::guides::compare_previous(lang)}</th>
                                </tr>
                            </thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                </Card>
                <Pager lang=lang newer=newer older=older/>
            }
            .into_any()
        })
        .await)
}

fn row(lang: Lang, now: DateTime<Utc>, slug: &str, revision: &Revision) -> AnyView {
    let number = revision.number;
    let author = match revision.origin {
        Origin::Shipped => view! { <Badge label=t::guides::origin_shipped(lang)/> }.into_any(),
        Origin::Edited => view! { <bdi>{revision.author.clone()}</bdi> }.into_any(),
    };
    let minor = (!revision.material).then(|| view! { " "<Badge label=t::guides::minor_badge(lang)/> });
    let changes = (number > 1).then(|| {
        let href = format!(
            "{}&from={}&to={number}",
            below(slug, "diff", revision.language),
            number - 1
        );
        view! { <a class="above" href=href>{t::guides::what_changed(lang)}</a> }
    });
    let href = format!("{}&revision={number}", address(slug, revision.language));
    view! {
        <tr>
            <th scope="row"><a class="row-link" href=href>{t::guides::revision(lang, number)}</a>{minor}</th>
            <td data-label=t::guides::column_who(lang)>{author}</td>
            <td data-label=t::guides::column_note(lang)><bdi>{revision.note.clone()}</bdi></td>
            <td data-label=t::guides::column_when(lang)><When lang=lang at=revision.created_at now=now/></td>
            <td data-label=t::guides::compare_previous(lang)>{changes}</td>
        </tr>
    }
    .into_any()
}
