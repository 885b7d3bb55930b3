use super::parts::{InLanguage, address, below, diff_view};
use crate::{
    forms::{Done, RawForm, answer},
    page::{Ctx, Page, PageResult, Section},
    ui::{Button, ButtonKind, Form, PageHead},
};
use arkan_backend::guides;
use arkan_domain::identity::{Action, Place};
use arkan_locales::{Lang, t};
use axum::{
    extract::{Path, Query},
    response::Response,
};
use leptos::prelude::*;

const FORM: &str = "guide-offer";

/// `GET /guides/{slug}/offer?language=ar`: the text that came with this version beside the one that was edited here.
pub async fn show(ctx: Ctx, Path(slug): Path<String>, Query(asked): Query<InLanguage>) -> PageResult {
    ctx.require(Action::EditGuides, Place::CONSOLE)?;
    let lang = ctx.lang;
    let guide = guides::find(ctx.backend(), &ctx.actor, &slug)
        .await
        .map_err(ctx.fail())?;
    let language = asked.get().unwrap_or(guide.source_language);
    let offer = guides::offer(ctx.backend(), &ctx.actor, &guide, language)
        .await
        .map_err(ctx.fail())?;
    let offer = offer.ok_or_else(|| ctx.not_found())?;
    let newest = guides::newest(ctx.backend(), &guide, language)
        .await
        .map_err(ctx.fail())?;
    let newest = newest.ok_or_else(|| ctx.not_found())?;
    let hunks = guides::compare_texts(&newest.text, &offer.text);
    let form = ctx.form(FORM).await;
    let page = Page::new(Section::Guides, t::guides::offer_title(lang))
        .crumb(t::shell::pillar_guides(lang), "/guides")
        .crumb(newest.text.title, address(&slug, language));
    Ok(ctx
        .page(page, move || {
            view! {
                <PageHead title=t::guides::offer_title(lang) subtitle=t::guides::offer_text(lang).into_any()/>
                {diff_view(lang, language, &hunks)}
                <Form id=FORM action=below(&slug, "offer", language) lang=lang state=&form>
                    <div class="form-actions">
                        <Button kind=ButtonKind::Primary name="decision" value="take">{t::guides::offer_take(lang)}</Button>
                        <Button name="decision" value="keep">{t::guides::offer_keep(lang)}</Button>
                    </div>
                </Form>
            }
            .into_any()
        })
        .await)
}

/// `POST /guides/{slug}/offer?language=ar`: takes the offered text, or keeps ours.
pub async fn decide(
    ctx: Ctx,
    Path(slug): Path<String>,
    Query(asked): Query<InLanguage>,
    RawForm(values): RawForm,
) -> Response {
    let language: Lang = asked.get().unwrap_or(ctx.lang);
    let to = address(&slug, language);
    let result = if values.text("decision") == "take" {
        let taken = guides::take_offer(ctx.backend(), &ctx.actor, &slug, language).await;
        taken.map(|number| Done::new(to.clone(), t::guides::offer_taken(ctx.lang, number)))
    } else {
        let kept = guides::dismiss_offer(ctx.backend(), &ctx.actor, &slug, language).await;
        kept.map(|()| Done::new(to.clone(), t::guides::offer_kept(ctx.lang)))
    };
    answer(&ctx, FORM, values, &to, result).await
}
