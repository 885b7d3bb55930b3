use super::{PATH, create, example};
use crate::{
    identity::{secret_box::SecretBox, shown_once, words::purpose_name},
    page::{Ctx, Page, PageResult, Section},
    ui::{Card, Empty, IconName, LinkButton, PageHead, StateBadge, When},
};
use arkan_backend::identity::{TokenRow, list_tokens};
use arkan_domain::{identity::Purpose, pillar::State};
use arkan_locales::{Lang, t};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// `GET /tokens`.
pub async fn show(ctx: Ctx) -> PageResult {
    let tokens = list_tokens(ctx.backend(), &ctx.actor).await.map_err(ctx.fail())?;
    let fresh = shown_once::take(&ctx, create::FORM).await;
    let places = create::places(&ctx).await?;
    let state = ctx.form(create::FORM).await;
    let (lang, now) = (ctx.lang, ctx.now);
    let fresh = fresh.map(|shown| {
        let token = tokens.iter().find(|token| token.id.to_string() == shown.of);
        let text = shown.secret.expose().to_owned();
        let base = &ctx.backend().settings.public_url;
        let example = token.and_then(|token| example::curl(base, token, Some(&text)));
        (text, example.unwrap_or_default())
    });
    let title = t::page::tokens(lang);
    let body = move || {
        let reference = view! { <LinkButton href="/api">{t::reference::title(lang)}</LinkButton> };
        let fresh = fresh.map(|(text, example)| {
            view! {
                <SecretBox
                    lang=lang title=t::identity::token_made(lang) text=t::identity::token_once(lang) secret=text
                    example=example
                />
            }
        });
        view! {
            <PageHead title=title actions=reference.into_any()/>
            {fresh}
            {table(lang, now, tokens)}
            {create::card(lang, state, places)}
        }
        .into_any()
    };
    Ok(ctx.page(Page::new(Section::Tokens, title), body).await)
}

fn table(lang: Lang, now: DateTime<Utc>, tokens: Vec<TokenRow>) -> AnyView {
    if tokens.is_empty() {
        let (title, text) = (t::identity::no_tokens(lang), t::identity::no_tokens_text(lang));
        return view! { <Card><Empty icon=IconName::Tokens title=title text=text/></Card> }.into_any();
    }
    let rows: Vec<_> = tokens.into_iter().map(|token| row(lang, now, token)).collect();
    view! {
        <Card flush=true>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t::identity::token_name(lang)}</th>
                            <th scope="col">{t::identity::purpose(lang)}</th>
                            <th scope="col">{t::identity::place(lang)}</th>
                            <th scope="col">{t::identity::last_used(lang)}</th>
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

fn row(lang: Lang, now: DateTime<Utc>, token: TokenRow) -> AnyView {
    let used = match token.last_used_at {
        Some(at) => view! { <When lang=lang at=at now=now/> }.into_any(),
        None => t::identity::never(lang).into_any(),
    };
    let (state, place) = (state(lang, now, &token), place(lang, &token));
    view! {
        <tr>
            <th scope="row">
                <a class="row-link" href=format!("{PATH}/{}", token.id)><bdi>{token.name}</bdi></a>
                <span class="table-sub"><code dir="ltr">{token.prefix}"…"</code></span>
            </th>
            <td data-label=t::identity::purpose(lang)>{purpose(lang, &token.purpose)}</td>
            <td data-label=t::identity::place(lang)>{place}</td>
            <td data-label=t::identity::last_used(lang)>{used}</td>
            <td data-label=t::identity::state(lang)>{state}</td>
        </tr>
    }
    .into_any()
}

pub(super) fn purpose(lang: Lang, stored: &str) -> &'static str {
    Purpose::parse(stored).map_or("", |purpose| purpose_name(lang, purpose))
}

pub(super) fn place(lang: Lang, token: &TokenRow) -> AnyView {
    match (&token.project_key, &token.environment_key) {
        (Some(project), Some(environment)) => {
            let text = format!("{project}/{environment}");
            view! { <code dir="ltr">{text}</code> }.into_any()
        }
        (Some(project), None) => view! { <code dir="ltr">{project.clone()}</code> }.into_any(),
        _ => t::identity::everywhere(lang).into_any(),
    }
}

/// Live with the time that is left, expired or revoked.
pub(super) fn state(lang: Lang, now: DateTime<Utc>, token: &TokenRow) -> AnyView {
    if token.revoked_at.is_some() {
        return view! { <StateBadge state=State::Unknown label=t::identity::revoked(lang)/> }.into_any();
    }
    match token.expires_at {
        Some(at) if at <= now => {
            view! { <StateBadge state=State::Warning label=t::identity::expired(lang)/> }.into_any()
        }
        Some(at) => view! {
            <StateBadge state=State::Ok label=t::identity::live(lang)/>
            <span class="table-sub">{t::identity::expires(lang)}" "<When lang=lang at=at now=now/></span>
        }
        .into_any(),
        None => view! { <StateBadge state=State::Ok label=t::identity::live(lang)/> }.into_any(),
    }
}
