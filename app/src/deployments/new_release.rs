use crate::{
    forms::{Done, RawForm, answer},
    page::{Ctx, Page, PageResult, Section},
    ui::{Button, ButtonKind, Card, Form, PageHead, TextArea, TextField},
};
use arkan_backend::deployments::{self, NewRelease, Registered};
use arkan_domain::{deployments::Source, identity::Action};
use arkan_locales::t::deployments as d;
use axum::extract::Path;
use leptos::prelude::*;

const FORM: &str = "release";

/// `GET /p/{project}/releases/new`.
pub async fn show(mut ctx: Ctx, Path(project): Path<String>) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::CreateRelease, place.place())?;
    let (lang, state) = (ctx.lang, ctx.form(FORM).await);
    let action = place.path("releases");
    let page = Page::new(Section::Deployments, d::register(lang)).crumb(d::title(lang), place.path("deployments"));
    Ok(ctx
        .page(page, move || {
            view! {
                <PageHead title=d::register(lang)/>
                <Card>
                    <Form id=FORM action=action lang=lang state=&state>
                        <TextField
                            form_id=FORM
                            name="version"
                            label=d::field_version(lang)
                            help=d::field_version_help(lang)
                            state=&state
                            lang=lang
                            dir="ltr"
                            required=true
                            autocomplete="off"
                        />
                        <TextField
                            form_id=FORM
                            name="commit"
                            label=d::field_commit(lang)
                            help=d::field_commit_help(lang)
                            state=&state
                            lang=lang
                            dir="ltr"
                            required=true
                            autocomplete="off"
                        />
                        <TextField
                            form_id=FORM
                            name="digest"
                            label=d::field_digest(lang)
                            help=d::field_digest_help(lang)
                            state=&state
                            lang=lang
                            dir="ltr"
                            autocomplete="off"
                        />
                        <TextArea
                            form_id=FORM
                            name="notes"
                            label=d::field_notes(lang)
                            help=d::field_notes_help(lang)
                            state=&state
                            lang=lang
                        />
                        <Button kind=ButtonKind::Primary>{d::register_button(lang)}</Button>
                    </Form>
                </Card>
            }
            .into_any()
        })
        .await)
}

/// `POST /p/{project}/releases`.
pub async fn create(mut ctx: Ctx, Path(project): Path<String>, RawForm(values): RawForm) -> PageResult {
    let place = ctx.enter(&project).await?;
    let new = NewRelease {
        version: values.text("version").to_owned(),
        commit: values.text("commit").to_owned(),
        notes: values.text("notes").to_owned(),
        digest: values.text("digest").to_owned(),
    };
    let lang = ctx.lang;
    let result = deployments::register(ctx.backend(), &ctx.actor, &place.project, Source::Page, &new)
        .await
        .map(|registered| {
            let text = match &registered {
                Registered::New(release) => d::registered(lang, &release.version),
                Registered::Known(release) => d::already_registered(lang, &release.version),
            };
            let id = registered.release().id;
            Done::new(place.path(&format!("releases/{id}")), text)
        });
    Ok(answer(&ctx, FORM, values, &place.path("releases/new"), result).await)
}
