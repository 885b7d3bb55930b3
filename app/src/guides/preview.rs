use super::parts::InLanguage;
use crate::{
    forms::RawForm,
    page::{Ctx, Page, PageResult, Section},
    ui::PageHead,
};
use arkan_backend::guides::render;
use arkan_domain::identity::{Action, Place};
use arkan_locales::t;
use axum::{
    extract::Query,
    response::{Html, IntoResponse as _},
};
use leptos::prelude::*;

/// `POST /guides/preview?language=ar`: the field `body` as it will look; nothing is stored.
///
/// The script that shows it beside the text gets the text alone. A button, which works without a script, gets a page.
pub async fn preview(ctx: Ctx, Query(asked): Query<InLanguage>, RawForm(values): RawForm) -> PageResult {
    ctx.require(Action::EditGuides, Place::CONSOLE)?;
    let named = values.get("language").and_then(arkan_locales::Lang::from_tag);
    let language = asked.get().or(named).unwrap_or(ctx.lang);
    let html = render(values.text("body"), language).html;
    let wrapped = format!("<div lang=\"{language}\" dir=\"{}\">{html}</div>", language.dir());
    if values.get("page").is_none() {
        return Ok(Html(wrapped).into_response());
    }
    let lang = ctx.lang;
    let title = values.text("title").to_owned();
    let page = Page::new(Section::Guides, t::guides::preview(lang)).crumb(t::shell::pillar_guides(lang), "/guides");
    Ok(ctx
        .page(page, move || {
            view! {
                <PageHead title=title/>
                <div class="prose" inner_html=wrapped></div>
            }
            .into_any()
        })
        .await)
}
