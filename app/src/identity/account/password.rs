use super::PATH;
use crate::{
    forms::{Done, FormState, RawForm, Values, answer},
    page::{Ctx, PageResult},
    ui::{Button, ButtonKind, Card, Form, TextField},
};
use arkan_backend::{Error, Result, identity::change_password};
use arkan_domain::{fields::Problem, identity::MIN_PASSWORD};
use arkan_locales::{Lang, t};
use leptos::prelude::*;

// Every field's name holds "password": none of them is kept when the form comes back.
pub(super) const FORM: &str = "password";

pub(super) fn card(lang: Lang, state: FormState, email: String) -> AnyView {
    view! {
        <Card title=t::identity::change_password(lang)>
            <Form id=FORM action="/account/password" lang=lang state=state.clone()>
                <input type="hidden" autocomplete="username" value=email.clone()/>
                <TextField
                    form_id=FORM name="current_password" kind="password" label=t::identity::current_password(lang)
                    state=state.clone() lang=lang required=true autocomplete="current-password"
                />
                <TextField
                    form_id=FORM name="new_password" kind="password" label=t::identity::new_password(lang)
                    help=t::identity::password_help(lang, MIN_PASSWORD as u64) state=state.clone() lang=lang
                    required=true autocomplete="new-password"
                />
                <TextField
                    form_id=FORM name="repeat_password" kind="password" label=t::identity::repeat_password(lang)
                    state=state.clone() lang=lang required=true autocomplete="new-password"
                />
                <p class="field-help">{t::identity::change_password_ends(lang)}</p>
                <Button kind=ButtonKind::Primary>{t::identity::change_password(lang)}</Button>
            </Form>
        </Card>
    }
    .into_any()
}

/// `POST /account/password`: every other session ends.
pub async fn submit(ctx: Ctx, RawForm(values): RawForm) -> PageResult {
    let result = change(&ctx, &values)
        .await
        .map(|()| Done::new(PATH, t::identity::password_changed(ctx.lang)));
    Ok(answer(&ctx, FORM, values, PATH, result).await)
}

async fn change(ctx: &Ctx, values: &Values) -> Result<()> {
    if ctx.user().is_none() {
        return Err(Error::Forbidden);
    }
    let (current, new) = (values.text("current_password"), values.text("new_password"));
    if new != values.text("repeat_password") {
        return Err(Error::field("repeat_password", Problem::Mismatch));
    }
    change_password(ctx.backend(), &ctx.actor, current, new, Some(&ctx.session_hash())).await
}
