use super::{details::owners, words};
use crate::{
    forms::{Done, RawForm, answer},
    page::{Ctx, Page, PageResult, Section},
    ui::{Button, ButtonKind, Card, Form, LinkButton, PageHead, SelectField, TextArea, TextField},
};
use arkan_backend::{
    flags::{self, NewFlag},
    identity,
};
use arkan_domain::{flags::FlagKind, identity::Action};
use arkan_locales::t;
use axum::extract::Path;
use leptos::prelude::*;

const FORM: &str = "new-flag";

/// `GET /p/{project}/flags/new`
pub async fn show(mut ctx: Ctx, Path(project): Path<String>) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::EditFlags, place.place())?;
    let people = identity::people(ctx.backend(), &ctx.actor).await.map_err(ctx.fail())?;
    let state = ctx.form(FORM).await;
    let lang = ctx.lang;
    let me = ctx.actor.user_id().map(|id| id.to_string()).unwrap_or_default();
    let list = place.path("flags");
    let page = Page::new(Section::Flags, t::flags::new(lang)).crumb(t::flags::title(lang), list.clone());
    Ok(ctx
        .page(page, move || {
            view! {
                <PageHead title=t::flags::new(lang)/>
                <Card>
                    <Form id=FORM action=list.clone() lang=lang state=&state>
                        <TextField
                            form_id=FORM name="key" label=t::flags::field_key(lang) help=t::flags::field_key_help(lang)
                            state=&state lang=lang dir="ltr" required=true autocomplete="off"
                            placeholder="checkout.new-payment"
                        />
                        <TextArea
                            form_id=FORM name="description" label=t::flags::field_description(lang)
                            help=t::flags::field_description_help(lang) state=&state lang=lang rows=3
                        />
                        <SelectField
                            form_id=FORM name="kind" label=t::flags::field_kind(lang)
                            help=t::flags::field_kind_help(lang) state=&state lang=lang
                            options=words::kinds(lang) value=FlagKind::Release.as_str() required=true
                        />
                        <SelectField
                            form_id=FORM name="owner" label=t::flags::field_owner(lang) state=&state lang=lang
                            options=owners(lang, &people, None) value=me
                        />
                        <div class="form-actions">
                            <Button kind=ButtonKind::Primary>{t::flags::create(lang)}</Button>
                            <LinkButton href=list>{t::form::cancel(lang)}</LinkButton>
                        </div>
                    </Form>
                </Card>
            }
            .into_any()
        })
        .await)
}

/// `POST /p/{project}/flags`
pub async fn create(mut ctx: Ctx, Path(project): Path<String>, RawForm(values): RawForm) -> PageResult {
    let place = ctx.enter(&project).await?;
    let new = NewFlag {
        key: values.text("key").to_owned(),
        description: values.text("description").to_owned(),
        kind: values.text("kind").to_owned(),
        owner: values.text("owner").to_owned(),
    };
    let result = flags::create(ctx.backend(), &ctx.actor, &place.project, new)
        .await
        .map(|flag| {
            let to = place.path(&format!("flags/{}", flag.key));
            Done::new(to, t::flags::created(ctx.lang, &flag.key))
        });
    Ok(answer(&ctx, FORM, values, &place.path("flags/new"), result).await)
}
