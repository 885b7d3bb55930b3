//! `/alerts/channels`.

use super::fields::{kind_text, min_text};
use crate::{
    alerts::parts::{Tab, tabs},
    page::{Ctx, Page, PageResult, Section},
    ui::{Badge, ButtonKind, Card, Code, Empty, IconName, LinkButton, LiveRegion, PageHead, StateBadge},
};
use arkan_backend::alerts::{Channel, channels};
use arkan_domain::pillar::State;
use arkan_locales::{Lang, t::alerts as t};
use leptos::prelude::*;

/// `GET /alerts/channels`.
pub async fn show(ctx: Ctx) -> PageResult {
    let rows = channels::list(ctx.backend(), &ctx.actor).await.map_err(ctx.fail())?;
    let lang = ctx.lang;
    let tabs = tabs(&ctx, ctx.project().map(|project| project.key.as_str()), Tab::Channels);
    let action = (t::new_channel(lang).to_owned(), "/alerts/channels/new".to_owned());
    Ok(ctx
        .page(Page::new(Section::Channels, t::channels(lang)), || {
            let body = if rows.is_empty() {
                let (title, text) = (t::no_channels_title(lang), t::no_channels_text(lang));
                view! { <Empty icon=IconName::Bell title=title text=text action=Some(action.clone())/> }.into_any()
            } else {
                table(lang, &rows)
            };
            let actions = if rows.is_empty() {
                ().into_any()
            } else {
                view! { <LinkButton href=action.1 kind=ButtonKind::Primary>{action.0}</LinkButton> }.into_any()
            };
            view! {
                <PageHead title=t::channels(lang) actions=actions/>
                {tabs}
                <LiveRegion id="channels" topics="channels"><Card flush=true>{body}</Card></LiveRegion>
            }
            .into_any()
        })
        .await)
}

/// Whether a channel is on, as colour and word.
pub(super) fn on_off(lang: Lang, enabled: bool) -> (State, &'static str) {
    if enabled {
        (State::Ok, t::enabled(lang))
    } else {
        (State::Unknown, t::disabled(lang))
    }
}

fn table(lang: Lang, rows: &[Channel]) -> AnyView {
    let rows: Vec<_> = rows
        .iter()
        .map(|channel| {
            let (state, word) = on_off(lang, channel.enabled);
            view! {
                <tr>
                    <td data-label=t::state(lang)><StateBadge state=state label=word/></td>
                    <th scope="row">
                        <a class="row-link" href=format!("/alerts/channels/{}", channel.id)><bdi>{channel.name.clone()}</bdi></a>
                        <span class="table-sub"><Code text=channel.target.clone()/></span>
                    </th>
                    <td data-label=t::channel_kind(lang)><Badge label=kind_text(lang, channel.kind)/></td>
                    <td data-label=t::min_severity(lang)>{min_text(lang, channel.min_severity)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="table-wrap"><table class="table">
            <thead><tr>
                <th scope="col">{t::state(lang)}</th><th scope="col">{t::channel(lang)}</th>
                <th scope="col">{t::channel_kind(lang)}</th><th scope="col">{t::min_severity(lang)}</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
    }
    .into_any()
}
