use super::{PATH, list::state_badge};
use crate::{
    forms::{Done, FormState, RawForm, answer},
    identity::{
        typed::typed,
        words::{role_name, roles, stored_role},
    },
    page::{Ctx, Page, PageResult, Section},
    ui::{Button, ButtonKind, Card, ConfirmName, DefinitionList, Form, PageHead, SelectField, When},
};
use arkan_backend::{
    Error,
    identity::{UserRow, change_role, find_user, set_disabled},
};
use arkan_domain::{fields::Problem, identity::Role, ids::UserId};
use arkan_locales::{Lang, t};
use axum::extract::Path;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use uuid::Uuid;

const ROLE: &str = "role";
const STATE: &str = "state";

fn path(id: Uuid) -> String {
    format!("{PATH}/{id}")
}

/// `GET /users/{id}`.
pub async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> PageResult {
    let user = find_user(ctx.backend(), &ctx.actor, UserId(id))
        .await
        .map_err(ctx.fail())?;
    let role = ctx.form(ROLE).await;
    let state = ctx.form(STATE).await;
    let (lang, now) = (ctx.lang, ctx.now);
    let page = Page::new(Section::Users, user.name.clone()).crumb(t::page::users(lang), PATH);
    let body = move || {
        let badge = state_badge(lang, user.disabled_at.is_some());
        view! {
            <PageHead title=user.name.clone() subtitle=badge/>
            {facts(lang, now, &user)}
            {role_card(lang, role, &user)}
            {state_card(lang, state, &user)}
        }
        .into_any()
    };
    Ok(ctx.page(page, body).await)
}

fn facts(lang: Lang, now: DateTime<Utc>, user: &UserRow) -> AnyView {
    let seen = match user.last_seen_at {
        Some(at) => view! { <When lang=lang at=at now=now/> }.into_any(),
        None => t::identity::never(lang).into_any(),
    };
    let email = user.email.clone();
    let rows = vec![
        (
            t::identity::email(lang).to_owned(),
            view! { <bdi dir="ltr">{email}</bdi> }.into_any(),
        ),
        (
            t::identity::role(lang).to_owned(),
            stored_role(lang, user.role.as_deref()).into_any(),
        ),
        (
            t::identity::member_since(lang).to_owned(),
            view! { <When lang=lang at=user.created_at now=now/> }.into_any(),
        ),
        (t::identity::last_seen(lang).to_owned(), seen),
    ];
    view! { <Card><DefinitionList rows=rows/></Card> }.into_any()
}

fn role_card(lang: Lang, state: FormState, user: &UserRow) -> AnyView {
    let action = format!("{}/role", path(user.id));
    let stored = user.role.clone().unwrap_or_default();
    view! {
        <Card title=t::identity::change_role(lang)>
            <Form id=ROLE action=action lang=lang state=state.clone()>
                <SelectField
                    form_id=ROLE name="role" label=t::identity::role(lang) state=state.clone() lang=lang
                    options=roles(lang) value=stored help=t::identity::role_help(lang) required=true
                />
                <Button kind=ButtonKind::Primary>{t::identity::change_role(lang)}</Button>
            </Form>
        </Card>
    }
    .into_any()
}

fn state_card(lang: Lang, state: FormState, user: &UserRow) -> AnyView {
    let (title, text, deed, kind) = if user.disabled_at.is_some() {
        let text = t::identity::enable_text(lang);
        (t::identity::enable(lang), text, "enable", ButtonKind::Primary)
    } else {
        let text = t::identity::disable_text(lang);
        (t::identity::disable(lang), text, "disable", ButtonKind::Danger)
    };
    let (action, name) = (format!("{}/{deed}", path(user.id)), user.name.clone());
    view! {
        <Card title=title>
            <p>{text}</p>
            <Form id=STATE action=action lang=lang state=state.clone()>
                <ConfirmName form_id=STATE expected=name.clone() state=state.clone() lang=lang/>
                <Button kind=kind>{title}</Button>
            </Form>
        </Card>
    }
    .into_any()
}

/// `POST /users/{id}/role`.
pub async fn set_role(ctx: Ctx, Path(id): Path<Uuid>, RawForm(values): RawForm) -> PageResult {
    let change = async {
        let role = Role::parse(values.text("role")).ok_or_else(|| Error::field("role", Problem::Unknown))?;
        change_role(ctx.backend(), &ctx.actor, UserId(id), role).await?;
        let text = t::identity::role_changed(ctx.lang, role_name(ctx.lang, role));
        Ok::<_, Error>(Done::new(path(id), text))
    };
    let result = change.await;
    Ok(answer(&ctx, ROLE, values, &path(id), result).await)
}

/// `POST /users/{id}/disable`: their sessions end at once.
pub async fn disable(ctx: Ctx, path: Path<Uuid>, form: RawForm) -> PageResult {
    switch(ctx, path, form, true).await
}

/// `POST /users/{id}/enable`.
pub async fn enable(ctx: Ctx, path: Path<Uuid>, form: RawForm) -> PageResult {
    switch(ctx, path, form, false).await
}

async fn switch(ctx: Ctx, Path(id): Path<Uuid>, RawForm(values): RawForm, disabled: bool) -> PageResult {
    let change = async {
        let user = find_user(ctx.backend(), &ctx.actor, UserId(id)).await?;
        typed(&values, &user.name)?;
        set_disabled(ctx.backend(), &ctx.actor, UserId(id), disabled).await?;
        let text = if disabled {
            t::identity::user_disabled(ctx.lang, &user.name)
        } else {
            t::identity::user_enabled(ctx.lang, &user.name)
        };
        Ok::<_, Error>(Done::new(path(id), text))
    };
    let result = change.await;
    Ok(answer(&ctx, STATE, values, &path(id), result).await)
}
