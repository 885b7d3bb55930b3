use super::parts::{InLanguage, address, below, diff_view, prose};
use crate::{
    forms::{Done, FormState, RawForm, Values, answer},
    page::{Ctx, Page, PageError, PageResult, Section},
    ui::{Button, ButtonKind, Card, Checkbox, Disclosure, Form, PageHead, TextArea, TextField},
};
use arkan_backend::guides::{self, DiffLine, Guide, Revise, Revision};
use arkan_domain::{
    guides::Text,
    identity::{Action, Place},
};
use arkan_islands::MarkdownPreview;
use arkan_locales::{Lang, t};
use axum::{
    extract::{Path, Query},
    response::Response,
};
use leptos::prelude::*;

const FORM: &str = "guide-edit";

/// What a translator works from.
struct Source {
    newest: Revision,
    /// What it changed since the translation was made, if that is known and anything was.
    changes: Option<Vec<Vec<DiffLine>>>,
}

/// `GET /guides/{slug}/edit?language=ar`
pub async fn show(ctx: Ctx, Path(slug): Path<String>, Query(asked): Query<InLanguage>) -> PageResult {
    ctx.require(Action::EditGuides, Place::CONSOLE)?;
    let lang = ctx.lang;
    let guide = guides::find(ctx.backend(), &ctx.actor, &slug)
        .await
        .map_err(ctx.fail())?;
    let language = asked.get().unwrap_or(guide.source_language);
    let (source, translated) = guides::newest_of_both(ctx.backend(), &guide)
        .await
        .map_err(ctx.fail())?;
    let (newest, source) = if language == guide.source_language {
        (Some(source), None)
    } else {
        let source = source_of(&ctx, &guide, source, translated.as_ref()).await?;
        (translated, Some(source))
    };
    let form = ctx.form(FORM).await;
    let name = newest
        .as_ref()
        .or(source.as_ref().map(|source| &source.newest))
        .map(|known| known.text.title.clone());
    let name = name.unwrap_or_else(|| slug.clone());
    let title = if newest.is_some() {
        t::guides::edit_title(lang, &name)
    } else {
        t::guides::translate_title(lang, &name)
    };
    let page = Page::new(Section::Guides, title.clone())
        .crumb(t::shell::pillar_guides(lang), "/guides")
        .crumb(name, address(&slug, language));
    Ok(ctx
        .page(page, move || {
            let base = newest.as_ref().map_or(0, |newest| newest.number);
            let text = newest.as_ref().map(|newest| newest.text.clone()).unwrap_or_default();
            view! {
                <PageHead title=title/>
                {source.as_ref().map(|source| source_view(lang, source))}
                <Card>
                    <Form id=FORM action=below(&slug, "edit", language) lang=lang state=&form>
                        <input type="hidden" name="base" value=base.to_string()/>
                        <input type="hidden" name="language" value=language.code()/>
                        {text_fields(lang, FORM, &form, Some(language), &text)}
                        {source.as_ref().map(|source| matches_source(lang, &form, source, newest.as_ref()))}
                        <Checkbox form_id=FORM name="minor" label=t::guides::minor(lang) state=&form lang=lang/>
                        <div class="form-actions">
                            <Button kind=ButtonKind::Primary>{t::guides::save(lang, base + 1)}</Button>
                        </div>
                    </Form>
                </Card>
            }
            .into_any()
        })
        .await)
}

async fn source_of(
    ctx: &Ctx,
    guide: &Guide,
    newest: Revision,
    translated: Option<&Revision>,
) -> Result<Source, PageError> {
    let from = translated.and_then(|translated| translated.source_number);
    let changes = match from.filter(|from| *from < newest.number) {
        Some(from) => {
            let (slug, language) = (&guide.slug, guide.source_language);
            let compared = guides::compare(ctx.backend(), &ctx.actor, slug, language, (from, newest.number)).await;
            Some(compared.map_err(ctx.fail())?.hunks)
        }
        None => None,
    };
    Ok(Source { newest, changes })
}

fn source_view(lang: Lang, source: &Source) -> AnyView {
    let changes = source.changes.as_ref().map(|hunks| {
        let diff = diff_view(lang, source.newest.language, hunks);
        view! { <Disclosure summary=t::guides::source_changes(lang) open=true>{diff}</Disclosure> }
    });
    let (_, body) = prose(&source.newest);
    view! { {changes}<Disclosure summary=t::guides::source_text(lang)>{body}</Disclosure> }.into_any()
}

/// Asks a translator whether the text has caught up with its source. The answer names the revision that was shown.
fn matches_source(lang: Lang, form: &FormState, source: &Source, newest: Option<&Revision>) -> AnyView {
    let number = source.newest.number;
    let already = newest.is_none_or(|newest| newest.source_number == Some(number));
    view! {
        <Checkbox
            form_id=FORM
            name="translated_from"
            value=number.to_string()
            label=t::guides::matches_source(lang, number)
            state=form
            lang=lang
            checked=already
        />
    }
    .into_any()
}

/// The fields of a text, with what it will look like.
pub fn text_fields(
    lang: Lang,
    form_id: &'static str,
    form: &FormState,
    language: Option<Lang>,
    text: &Text,
) -> AnyView {
    let dir = language.map_or("auto", Lang::dir);
    let url = language.map_or_else(
        || "/guides/preview".to_owned(),
        |language| format!("/guides/preview?language={language}"),
    );
    view! {
        <TextField form_id=form_id name="title" label=t::guides::title_field(lang) value=text.title.clone() state=form
            lang=lang dir="auto" required=true autocomplete="off"/>
        <TextField form_id=form_id name="synopsis" label=t::guides::summary_field(lang) help=t::guides::summary_help(lang)
            value=text.summary.clone() state=form lang=lang dir="auto" autocomplete="off"/>
        <div class="form-wide edit-split">
            <TextArea form_id=form_id name="body" label=t::guides::body_field(lang) help=t::guides::body_help(lang)
                value=text.body.clone() state=form lang=lang dir=dir required=true rows=24 mono=true/>
            <section class="needs-script" aria-label=t::guides::preview(lang)>
                <p class="field-help">{t::guides::preview(lang)}</p>
                <MarkdownPreview url=url.clone() source_id=format!("{form_id}-body")/>
            </section>
        </div>
        <noscript>
            <button type="submit" class="btn btn-secondary" name="page" value="1" formaction=url formtarget="_blank">
                {t::guides::preview_button(lang)}
            </button>
        </noscript>
        <TextField form_id=form_id name="note" label=t::guides::note_field(lang) help=t::guides::note_help(lang)
            state=form lang=lang autocomplete="off"/>
    }
    .into_any()
}

/// `POST /guides/{slug}/edit?language=ar`
pub async fn save(
    ctx: Ctx,
    Path(slug): Path<String>,
    Query(asked): Query<InLanguage>,
    RawForm(values): RawForm,
) -> Response {
    let language = asked
        .get()
        .or_else(|| Lang::from_tag(values.text("language")))
        .unwrap_or(ctx.lang);
    let change = read(&values, language);
    let result = guides::revise(ctx.backend(), &ctx.actor, &slug, &change).await;
    let result = result.map(|number| Done::new(address(&slug, language), t::guides::saved_done(ctx.lang, number)));
    answer(&ctx, FORM, values, &below(&slug, "edit", language), result).await
}

fn read(values: &Values, language: Lang) -> Revise {
    Revise {
        language,
        // A number that is none is nobody's newest: the service answers that the guide was edited meanwhile.
        base: values.text("base").parse().unwrap_or(-1),
        text: Text {
            title: values.text("title").to_owned(),
            summary: values.text("synopsis").to_owned(),
            body: values.text("body").to_owned(),
        },
        note: values.text("note").to_owned(),
        material: !values.checked("minor"),
        translated_from: values.get("translated_from").and_then(|number| number.parse().ok()),
    }
}
