//! `/alerts/channels/new`.

use super::{
    SESSION_SECRET,
    fields::{FORM, fields, kind_text, read},
};
use crate::{
    forms::{Done, RawForm, answer},
    page::{Ctx, Page, PageResult, Section, session_error},
    ui::{Button, ButtonKind, Card, Form, PageHead, Tabs},
};
use arkan_backend::{Result, alerts::channels};
use arkan_domain::{
    alerts::{ChannelForm, ChannelKind, Urgency},
    identity::{Action, Place},
};
use arkan_locales::t::alerts as t;
use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

const HERE: &str = "/alerts/channels/new";

/// The kind, as the address has it.
#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    kind: String,
}

/// `GET /alerts/channels/new?kind=webhook`.
pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> PageResult {
    ctx.require(Action::EditChannels, Place::CONSOLE)?;
    let kind = ChannelKind::parse(&asked.kind).unwrap_or(ChannelKind::Webhook);
    let state = ctx.form(FORM).await;
    let lang = ctx.lang;
    let head = Page::new(Section::Channels, t::new_channel(lang)).crumb(t::channels(lang), "/alerts/channels");
    Ok(ctx
        .page(head, || {
            let tab = |of: &ChannelKind| {
                (
                    kind_text(lang, *of).to_owned(),
                    format!("{HERE}?kind={of}"),
                    *of == kind,
                )
            };
            let stored = ChannelForm {
                language: lang.code().to_owned(),
                min_severity: Urgency::Warning.to_string(),
                ..ChannelForm::default()
            };
            view! {
                <PageHead title=t::new_channel(lang)/>
                <Tabs items=ChannelKind::ALL.iter().map(tab).collect() label=t::channel_kind(lang)/>
                <Card>
                    <Form id=FORM action=HERE lang=lang state=&state>
                        {fields(lang, &state, kind, &stored)}
                        <Button kind=ButtonKind::Primary>{t::create_channel(lang)}</Button>
                    </Form>
                </Card>
            }
            .into_any()
        })
        .await)
}

/// `POST /alerts/channels/new`.
pub async fn create(ctx: Ctx, RawForm(values): RawForm) -> Response {
    let kind = ChannelKind::parse(values.text("kind")).unwrap_or(ChannelKind::Webhook);
    let result = make(&ctx, &read(&values)).await;
    answer(&ctx, FORM, values, &format!("{HERE}?kind={kind}"), result).await
}

async fn make(ctx: &Ctx, form: &ChannelForm) -> Result<Done> {
    let (channel, secret) = channels::create(ctx.backend(), &ctx.actor, form).await?;
    if let Some(secret) = secret {
        let shown = (channel.id, secret.expose().to_owned());
        ctx.session
            .insert(SESSION_SECRET, shown)
            .await
            .map_err(|error| session_error(&error))?;
    }
    Ok(Done::new(
        format!("/alerts/channels/{}", channel.id),
        t::channel_created_toast(ctx.lang),
    ))
}
