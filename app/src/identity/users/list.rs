use super::{PATH, invite};
use crate::{
    identity::{shown_once, words::stored_role},
    page::{Ctx, Page, PageResult, Section},
    ui::{Card, PageHead, StateBadge, When},
};
use arkan_backend::identity::{UserRow, list_users, open_invitations};
use arkan_domain::pillar::State;
use arkan_locales::{Lang, t};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// `GET /users`.
pub async fn show(ctx: Ctx) -> PageResult {
    let users = list_users(ctx.backend(), &ctx.actor).await.map_err(ctx.fail())?;
    let invitations = open_invitations(ctx.backend(), &ctx.actor).await.map_err(ctx.fail())?;
    let fresh = shown_once::take(&ctx, invite::FORM).await;
    let state = ctx.form(invite::FORM).await;
    let (lang, now) = (ctx.lang, ctx.now);
    let title = t::page::users(lang);
    let body = move || {
        view! {
            <PageHead title=title/>
            {fresh.map(|shown| invite::link(lang, &shown))}
            {table(lang, now, users)}
            {invite::card(lang, state)}
            {invite::open(lang, now, invitations)}
        }
        .into_any()
    };
    Ok(ctx.page(Page::new(Section::Users, title), body).await)
}

fn table(lang: Lang, now: DateTime<Utc>, users: Vec<UserRow>) -> AnyView {
    let rows: Vec<_> = users.into_iter().map(|user| row(lang, now, user)).collect();
    view! {
        <Card flush=true>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t::identity::name(lang)}</th>
                            <th scope="col">{t::identity::role(lang)}</th>
                            <th scope="col">{t::identity::last_seen(lang)}</th>
                            <th scope="col">{t::identity::state(lang)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Card>
    }
    .into_any()
}

fn row(lang: Lang, now: DateTime<Utc>, user: UserRow) -> AnyView {
    let seen = match user.last_seen_at {
        Some(at) => view! { <When lang=lang at=at now=now/> }.into_any(),
        None => t::identity::never(lang).into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                <a class="row-link" href=format!("{PATH}/{}", user.id)><bdi>{user.name}</bdi></a>
                <span class="table-sub" dir="ltr">{user.email}</span>
            </th>
            <td data-label=t::identity::role(lang)>{stored_role(lang, user.role.as_deref())}</td>
            <td data-label=t::identity::last_seen(lang)>{seen}</td>
            <td data-label=t::identity::state(lang)>{state_badge(lang, user.disabled_at.is_some())}</td>
        </tr>
    }
    .into_any()
}

pub(super) fn state_badge(lang: Lang, disabled: bool) -> AnyView {
    if disabled {
        view! { <StateBadge state=State::Unknown label=t::identity::disabled(lang)/> }.into_any()
    } else {
        view! { <StateBadge state=State::Ok label=t::identity::active(lang)/> }.into_any()
    }
}
