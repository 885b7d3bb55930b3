use super::parts::{InLanguage, address, below, diff_view};
use crate::{
    page::{Page, PageResult, Section, SignedIn},
    ui::PageHead,
};
use arkan_backend::guides;
use arkan_locales::t;
use axum::extract::{Path, Query};
use leptos::prelude::*;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub struct Range {
    from: i32,
    to: i32,
}

/// `GET /guides/{slug}/diff?language=ar&from=1&to=2`: what changed between two revisions.
pub async fn show(
    SignedIn(ctx): SignedIn,
    Path(slug): Path<String>,
    Query(asked): Query<InLanguage>,
    Query(Range { from, to }): Query<Range>,
) -> PageResult {
    let lang = ctx.lang;
    let guide = guides::find(ctx.backend(), &ctx.actor, &slug)
        .await
        .map_err(ctx.fail())?;
    let language = asked.get().unwrap_or(guide.source_language);
    let compared = guides::compare(ctx.backend(), &ctx.actor, &slug, language, (from, to))
        .await
        .map_err(ctx.fail())?;
    let newest = guides::revision(ctx.backend(), &guide, language, to)
        .await
        .map_err(ctx.fail())?;
    let title = t::guides::diff_title(lang, from, to);
    let page = Page::new(Section::Guides, title.clone())
        .crumb(t::shell::pillar_guides(lang), "/guides")
        .crumb(newest.text.title, address(&slug, language))
        .crumb(t::guides::history(lang), below(&slug, "history", language));
    Ok(ctx
        .page(page, move || {
            view! { <PageHead title=title/> {diff_view(lang, language, &compared.hunks)} }.into_any()
        })
        .await)
}
