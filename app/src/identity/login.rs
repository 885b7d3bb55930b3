use super::{own_path::after_sign_in, sign_in};
use crate::{
    forms::{Done, FormState, RawForm, Values, answer},
    page::{Ctx, PageResult, serde_urlencoded_pair},
    ui::{Button, ButtonKind, Form, Notice, TextField, Tone},
};
use arkan_backend::{
    Error,
    identity::{Attempt, needs_setup, sign_in as check},
};
use arkan_domain::{
    fields::{FieldErrors, Problem},
    identity::IdentityError,
};
use arkan_locales::{Lang, t};
use axum::extract::Query;
use http::{HeaderValue, StatusCode, header::RETRY_AFTER};
use leptos::prelude::*;
use serde::Deserialize;

const FORM: &str = "login";

#[derive(Deserialize)]
pub struct Asked {
    /// Where to go afterwards.
    #[serde(default)]
    next: String,
}

/// `GET /login`.
pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> PageResult {
    let next = after_sign_in(&asked.next).to_owned();
    if ctx.user().is_some() {
        return Ok(ctx.see(&next));
    }
    let fresh = needs_setup(ctx.backend()).await.map_err(ctx.fail())?;
    let state = ctx.form(FORM).await;
    let lang = ctx.lang;
    Ok(ctx.bare(t::identity::sign_in_title(lang), || page(lang, state, next, fresh)))
}

fn page(lang: Lang, state: FormState, next: String, fresh: bool) -> AnyView {
    let how_to_begin = fresh.then(|| {
        view! {
            <Notice tone=Tone::Accent title=t::identity::not_set_up_title(lang)>
                <p>{t::identity::not_set_up_text(lang)}</p>
                <p>{t::identity::not_set_up_command(lang)}</p>
                <p><code dir="ltr">"arkan user add --role admin --email … --name …"</code></p>
            </Notice>
        }
    });
    view! {
        <h1 class="text-xl font-semibold">{t::identity::sign_in_title(lang)}</h1>
        {how_to_begin}
        <Form id=FORM action="/login" lang=lang state=state.clone()>
            <input type="hidden" name="next" value=next/>
            <TextField
                form_id=FORM name="email" kind="email" label=t::identity::email(lang) state=state.clone() lang=lang
                required=true autocomplete="username"
            />
            <TextField
                form_id=FORM name="password" kind="password" label=t::identity::password(lang) state=state.clone() lang=lang
                required=true autocomplete="current-password"
            />
            <Button kind=ButtonKind::Primary>{t::identity::sign_in(lang)}</Button>
        </Form>
    }
    .into_any()
}

/// `POST /login`. Says the same, and takes as long, for an unknown person, a disabled one and a wrong password.
pub async fn submit(ctx: Ctx, RawForm(values): RawForm) -> PageResult {
    let next = after_sign_in(values.text("next")).to_owned();
    let back = match next.as_str() {
        "/" => "/login".to_owned(),
        next => format!("/login?{}", serde_urlencoded_pair("next", next)),
    };
    let result = attempt(&ctx, &values).await;
    let wait = match &result {
        Err(Error::Identity(IdentityError::Throttled { seconds })) => Some(*seconds),
        _ => None,
    };
    let result = result.map(|()| Done::silent(next));
    let mut response = answer(&ctx, FORM, values, &back, result).await;
    if let Some(seconds) = wait.filter(|_| response.status() == StatusCode::TOO_MANY_REQUESTS) {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(response)
}

async fn attempt(ctx: &Ctx, values: &Values) -> arkan_backend::Result<()> {
    let (email, password) = (values.text("email"), values.text("password"));
    let mut errors = FieldErrors::default();
    for (field, value) in [("email", email.trim()), ("password", password)] {
        if value.is_empty() {
            errors.add(field, Problem::Required);
        }
    }
    errors.into_result()?;
    let attempt = Attempt {
        email,
        password,
        address: ctx.actor.address,
    };
    let signed_in = check(ctx.backend(), &attempt).await?;
    sign_in::begin(ctx, &signed_in.user).await
}
