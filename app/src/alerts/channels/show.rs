//! `/alerts/channels/{id}`: change it, test it, see what it carried.

use super::{
    SESSION_SECRET,
    fields::{FORM, fields, read},
    list::on_off,
};
use crate::{
    alerts::parts::notifications_table,
    forms::{Done, FormState, RawForm, answer},
    page::{Ctx, Page, PageResult, Section, session_error},
    ui::{Button, ButtonKind, Card, Checkbox, Code, Disclosure, Form, LiveRegion, Notice, PageHead, StateBadge, Tone},
};
use arkan_backend::{Result, alerts::channels};
use arkan_domain::{
    alerts::{ChannelForm, ChannelKind},
    ids::ChannelId,
};
use arkan_islands::CopyButton;
use arkan_locales::{Lang, t::alerts as t};
use axum::{extract::Path, response::Response};
use leptos::prelude::*;

const TEST: &str = "test";
const ROTATE: &str = "rotate";

fn path(id: ChannelId) -> String {
    format!("/alerts/channels/{id}")
}

/// `GET /alerts/channels/{id}`.
pub async fn show(ctx: Ctx, Path(id): Path<ChannelId>) -> PageResult {
    let (channel, sent) = channels::find(ctx.backend(), &ctx.actor, id)
        .await
        .map_err(ctx.fail())?;
    let secret = take_secret(&ctx, id).await;
    let state = ctx.form(FORM).await;
    let refused_test = ctx.form(TEST).await;
    let (lang, now, here) = (ctx.lang, ctx.now, path(id));
    let head = Page::new(Section::Channels, &channel.name).crumb(t::channels(lang), "/alerts/channels");
    Ok(ctx
        .page(head, || {
            let (on, word) = on_off(lang, channel.enabled);
            let stored = ChannelForm {
                name: channel.name.clone(),
                kind: channel.kind.to_string(),
                target: channel.target.clone(),
                language: channel.language.clone(),
                min_severity: channel.min_severity.to_string(),
            };
            let history = if sent.is_empty() {
                view! { <p class="muted card-body">{t::nothing_sent(lang)}</p> }.into_any()
            } else {
                notifications_table(lang, now, &sent)
            };
            let test = view! {
                <Form id=TEST action=format!("{here}/test") lang=lang state=&refused_test class="form-inline">
                    <Button>{t::send_test(lang)}</Button>
                </Form>
            };
            let rotate = (channel.kind == ChannelKind::Webhook).then(|| rotate_view(lang, &here));
            view! {
                <PageHead
                    title=channel.name.clone() subtitle=view! { <StateBadge state=on label=word/> }.into_any()
                    actions=test.into_any()
                />
                {secret.map(|secret| secret_view(lang, secret))}
                <Card title=t::edit(lang)>
                    <Form id=FORM action=here.clone() lang=lang state=&state>
                        <input type="hidden" name="version" value=channel.version.to_string()/>
                        {fields(lang, &state, channel.kind, &stored)}
                        <Checkbox
                            form_id=FORM name="enabled" label=t::enabled(lang) state=&state lang=lang
                            checked=channel.enabled
                        />
                        <Button kind=ButtonKind::Primary>{t::save_check(lang)}</Button>
                    </Form>
                </Card>
                <LiveRegion id="channel-sent" topics="alerts channels">
                    <Card title=t::sent(lang) flush=true>{history}</Card>
                </LiveRegion>
                {rotate}
            }
            .into_any()
        })
        .await)
}

/// The secret that was just made for this channel: shown once.
async fn take_secret(ctx: &Ctx, id: ChannelId) -> Option<String> {
    let shown: Option<(ChannelId, String)> = ctx.session.get(SESSION_SECRET).await.ok().flatten();
    let (_, secret) = shown.filter(|(of, _)| *of == id)?;
    let _ = ctx.session.remove::<(ChannelId, String)>(SESSION_SECRET).await;
    Some(secret)
}

fn secret_view(lang: Lang, secret: String) -> AnyView {
    view! {
        <Notice tone=Tone::Warning title=t::secret_title(lang)>
            <p>{t::secret_text(lang)}</p>
            <p class="row">
                <Code text=secret.clone()/>
                <CopyButton text=secret label=t::copy(lang).to_owned() done=t::copied(lang).to_owned()/>
            </p>
        </Notice>
    }
    .into_any()
}

fn rotate_view(lang: Lang, here: &str) -> AnyView {
    let action = format!("{here}/rotate");
    view! {
        <Card>
            <Disclosure summary=t::rotate(lang)>
                <p>{t::rotate_text(lang)}</p>
                <Form id=ROTATE action=action lang=lang state=FormState::default()>
                    <Button kind=ButtonKind::Danger>{t::rotate(lang)}</Button>
                </Form>
            </Disclosure>
        </Card>
    }
    .into_any()
}

/// `POST /alerts/channels/{id}`.
pub async fn save(ctx: Ctx, Path(id): Path<ChannelId>, RawForm(values): RawForm) -> Response {
    // A version that cannot be read is nobody's: it is refused as stale.
    let version = values.text("version").parse().unwrap_or(0);
    let enabled = values.checked("enabled");
    let result = channels::update(ctx.backend(), &ctx.actor, id, version, &read(&values), enabled)
        .await
        .map(|_| Done::new(path(id), t::saved_toast(ctx.lang)));
    answer(&ctx, FORM, values, &path(id), result).await
}

/// `POST /alerts/channels/{id}/test`.
pub async fn send_test(ctx: Ctx, Path(id): Path<ChannelId>, RawForm(values): RawForm) -> Response {
    let result = channels::send_test(ctx.backend(), &ctx.actor, id)
        .await
        .map(|_| Done::new(path(id), t::test_toast(ctx.lang)));
    answer(&ctx, TEST, values, &path(id), result).await
}

/// `POST /alerts/channels/{id}/rotate`.
pub async fn rotate(ctx: Ctx, Path(id): Path<ChannelId>, RawForm(values): RawForm) -> Response {
    let result = new_secret(&ctx, id).await;
    answer(&ctx, ROTATE, values, &path(id), result).await
}

async fn new_secret(ctx: &Ctx, id: ChannelId) -> Result<Done> {
    let secret = channels::rotate_secret(ctx.backend(), &ctx.actor, id).await?;
    let shown = (id, secret.expose().to_owned());
    ctx.session
        .insert(SESSION_SECRET, shown)
        .await
        .map_err(|error| session_error(&error))?;
    Ok(Done::new(path(id), t::rotated_toast(ctx.lang)))
}
