use super::{PATH, example, list};
use crate::{
    forms::{Done, FormState, RawForm, answer},
    identity::typed::typed,
    page::{Ctx, Page, PageResult, Section},
    ui::{Button, ButtonKind, Card, ConfirmName, DefinitionList, Form, PageHead, When},
};
use arkan_backend::{
    Error,
    identity::{TokenRow, find_token, revoke_token},
};
use arkan_domain::ids::TokenId;
use arkan_locales::{Lang, t};
use axum::extract::Path;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use uuid::Uuid;

const FORM: &str = "revoke";

fn path(id: Uuid) -> String {
    format!("{PATH}/{id}")
}

/// `GET /tokens/{id}`.
pub async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> PageResult {
    let token = find_token(ctx.backend(), &ctx.actor, TokenId(id))
        .await
        .map_err(ctx.fail())?;
    let form = ctx.form(FORM).await;
    let (lang, now) = (ctx.lang, ctx.now);
    let curl = example::curl(&ctx.backend().settings.public_url, &token, None);
    let page = Page::new(Section::Tokens, token.name.clone()).crumb(t::page::tokens(lang), PATH);
    let body = move || {
        let revoke = token.revoked_at.is_none().then(|| revoke_card(lang, form, &token));
        view! {
            <PageHead title=token.name.clone() subtitle=list::state(lang, now, &token)/>
            <Card><DefinitionList rows=facts(lang, now, &token)/></Card>
            <Card title=t::identity::token_example(lang)>
                <pre class="mono small" dir="ltr" tabindex="0"><code>{curl}</code></pre>
            </Card>
            {revoke}
        }
        .into_any()
    };
    Ok(ctx.page(page, body).await)
}

fn facts(lang: Lang, now: DateTime<Utc>, token: &TokenRow) -> Vec<(String, AnyView)> {
    let when = |at: Option<DateTime<Utc>>| match at {
        Some(at) => view! { <When lang=lang at=at now=now/> }.into_any(),
        None => t::identity::never(lang).into_any(),
    };
    let prefix = format!("{}…", token.prefix);
    vec![
        (
            t::identity::begins_with(lang).to_owned(),
            view! { <code dir="ltr">{prefix}</code> }.into_any(),
        ),
        (
            t::identity::purpose(lang).to_owned(),
            list::purpose(lang, &token.purpose).into_any(),
        ),
        (t::identity::place(lang).to_owned(), list::place(lang, token)),
        (t::identity::created(lang).to_owned(), when(Some(token.created_at))),
        (t::identity::expires(lang).to_owned(), when(token.expires_at)),
        (t::identity::last_used(lang).to_owned(), when(token.last_used_at)),
    ]
}

fn revoke_card(lang: Lang, state: FormState, token: &TokenRow) -> AnyView {
    let (action, name) = (format!("{}/revoke", path(token.id)), token.name.clone());
    view! {
        <Card title=t::identity::revoke(lang)>
            <p>{t::identity::revoke_text(lang)}</p>
            <Form id=FORM action=action lang=lang state=state.clone()>
                <ConfirmName form_id=FORM expected=name.clone() state=state.clone() lang=lang/>
                <Button kind=ButtonKind::Danger>{t::identity::revoke(lang)}</Button>
            </Form>
        </Card>
    }
    .into_any()
}

/// `POST /tokens/{id}/revoke`.
pub async fn revoke(ctx: Ctx, Path(id): Path<Uuid>, RawForm(values): RawForm) -> PageResult {
    let change = async {
        let token = find_token(ctx.backend(), &ctx.actor, TokenId(id)).await?;
        typed(&values, &token.name)?;
        revoke_token(ctx.backend(), &ctx.actor, TokenId(id)).await?;
        Ok::<_, Error>(Done::new(PATH, t::identity::token_revoked(ctx.lang, &token.name)))
    };
    let result = change.await;
    Ok(answer(&ctx, FORM, values, &path(id), result).await)
}
