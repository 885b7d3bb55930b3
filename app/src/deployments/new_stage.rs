use crate::{
    forms::{Done, RawForm, answer},
    page::{Ctx, Page, PageResult, Section},
    ui::{Button, ButtonKind, Card, Form, PageHead, SelectField, TextField},
};
use arkan_backend::deployments::{self, NewStage};
use arkan_domain::identity::Action;
use arkan_locales::t::deployments as d;
use axum::extract::Path;
use leptos::prelude::*;

const FORM: &str = "new-stage";

/// `GET /p/{project}/deployments/new-stage`.
pub async fn show(mut ctx: Ctx, Path(project): Path<String>) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::EditStages, place.place())?;
    let (lang, state) = (ctx.lang, ctx.form(FORM).await);
    let action = place.path("stages");
    let options: Vec<(String, String)> = place
        .environments
        .iter()
        .map(|environment| (environment.key.clone(), environment.name.clone()))
        .collect();
    let page = Page::new(Section::Deployments, d::add_stage(lang)).crumb(d::title(lang), place.path("deployments"));
    Ok(ctx
        .page(page, move || {
            view! {
                <PageHead title=d::add_stage(lang)/>
                <Card>
                    <Form id=FORM action=action lang=lang state=&state>
                        <TextField
                            form_id=FORM
                            name="name"
                            label=d::field_name(lang)
                            state=&state
                            lang=lang
                            required=true
                            autocomplete="off"
                        />
                        <TextField
                            form_id=FORM
                            name="key"
                            label=d::field_key(lang)
                            help=d::field_key_help(lang)
                            state=&state
                            lang=lang
                            dir="ltr"
                            required=true
                            autocomplete="off"
                        />
                        <SelectField
                            form_id=FORM
                            name="environment"
                            label=d::field_environment(lang)
                            state=&state
                            lang=lang
                            options=options
                            required=true
                        />
                        <Button kind=ButtonKind::Primary>{d::add_stage_button(lang)}</Button>
                    </Form>
                </Card>
            }
            .into_any()
        })
        .await)
}

/// `POST /p/{project}/stages`.
pub async fn create(mut ctx: Ctx, Path(project): Path<String>, RawForm(values): RawForm) -> PageResult {
    let place = ctx.enter(&project).await?;
    let new = NewStage {
        key: values.text("key").to_owned(),
        name: values.text("name").to_owned(),
        environment: values.text("environment").to_owned(),
    };
    let text = d::stage_added(ctx.lang, &new.name);
    let result = deployments::create_stage(ctx.backend(), &ctx.actor, &place.project, new)
        .await
        .map(|_| Done::new(place.path("deployments"), text));
    Ok(answer(&ctx, FORM, values, &place.path("deployments/new-stage"), result).await)
}
