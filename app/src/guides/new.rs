use super::{
    edit::text_fields,
    parts::{address, audience_name},
};
use crate::{
    forms::{Done, RawForm, answer},
    page::{Ctx, Page, PageResult, Section},
    ui::{Button, ButtonKind, Card, Form, PageHead, SelectField, TextField},
};
use arkan_backend::{
    Error,
    guides::{self, NewGuide},
};
use arkan_domain::{
    fields::{FieldErrors, Problem},
    guides::{Audience, Text},
    identity::{Action, Place},
    pillar::Pillar,
};
use arkan_locales::{Lang, t};
use axum::response::Response;
use leptos::prelude::*;

const FORM: &str = "guide-new";

/// `GET /guides/new`
pub async fn show(ctx: Ctx) -> PageResult {
    ctx.require(Action::EditGuides, Place::CONSOLE)?;
    let lang = ctx.lang;
    let form = ctx.form(FORM).await;
    let page = Page::new(Section::Guides, t::guides::write(lang)).crumb(t::shell::pillar_guides(lang), "/guides");
    Ok(ctx
        .page(page, move || {
            let audiences = Audience::ALL
                .iter()
                .map(|audience| (audience.to_string(), audience_name(lang, *audience).to_owned()))
                .collect();
            let languages = Lang::ALL
                .into_iter()
                .map(|language| (language.code().to_owned(), language.own_name().to_owned()))
                .collect();
            view! {
                <PageHead title=t::guides::write(lang)/>
                <Card>
                    <Form id=FORM action="/guides/new" lang=lang state=&form>
                        <TextField form_id=FORM name="slug" label=t::guides::slug(lang) help=t::guides::slug_help(lang)
                            state=&form lang=lang dir="ltr" required=true autocomplete="off"/>
                        <SelectField form_id=FORM name="language" label=t::guides::language(lang)
                            help=t::guides::language_help(lang) state=&form lang=lang options=languages
                            value=lang.code() required=true/>
                        <SelectField form_id=FORM name="audience" label=t::guides::audience(lang) state=&form lang=lang
                            options=audiences required=true/>
                        <SelectField form_id=FORM name="pillar" label=t::guides::pillar(lang) state=&form lang=lang
                            options=pillars(lang)/>
                        {text_fields(lang, FORM, &form, None, &Text::default())}
                        <div class="form-actions">
                            <Button kind=ButtonKind::Primary>{t::guides::create(lang)}</Button>
                        </div>
                    </Form>
                </Card>
            }
            .into_any()
        })
        .await)
}

fn pillars(lang: Lang) -> Vec<(String, String)> {
    let named = [
        (Pillar::Flags, t::shell::pillar_flags(lang)),
        (Pillar::Deployments, t::shell::pillar_deployments(lang)),
        (Pillar::Backups, t::shell::pillar_backups(lang)),
        (Pillar::Alerts, t::shell::pillar_alerts(lang)),
        (Pillar::Guides, t::shell::pillar_guides(lang)),
    ];
    std::iter::once((String::new(), t::guides::pillar_none(lang).to_owned()))
        .chain(
            named
                .into_iter()
                .map(|(pillar, name)| (pillar.to_string(), name.to_owned())),
        )
        .collect()
}

/// `POST /guides/new`
pub async fn create(ctx: Ctx, RawForm(values): RawForm) -> Response {
    let allowed = ctx.backend().allow(&ctx.actor, Action::EditGuides, Place::CONSOLE);
    let result = match allowed.and_then(|()| read(&values)) {
        Ok(new) => guides::create(ctx.backend(), &ctx.actor, &new).await.map(|guide| {
            let to = address(&guide.slug, guide.source_language);
            Done::new(to, t::guides::created_done(ctx.lang, &new.text.title))
        }),
        Err(error) => Err(error),
    };
    answer(&ctx, FORM, values, "/guides/new", result).await
}

fn read(values: &crate::forms::Values) -> Result<NewGuide, Error> {
    let mut errors = FieldErrors::default();
    let audience = errors.check(
        "audience",
        Audience::parse(values.text("audience")).ok_or(Problem::Unknown),
    );
    let language = errors.check(
        "language",
        Lang::from_tag(values.text("language")).ok_or(Problem::Unknown),
    );
    let pillar = match values.text("pillar") {
        "" => Some(None),
        text => errors.check("pillar", Pillar::parse(text).map(Some).ok_or(Problem::Unknown)),
    };
    match (audience, language, pillar) {
        (Some(audience), Some(source_language), Some(pillar)) => Ok(NewGuide {
            slug: values.text("slug").trim().to_owned(),
            audience,
            pillar,
            source_language,
            text: Text {
                title: values.text("title").to_owned(),
                summary: values.text("synopsis").to_owned(),
                body: values.text("body").to_owned(),
            },
            note: values.text("note").to_owned(),
        }),
        _ => Err(errors.into()),
    }
}
