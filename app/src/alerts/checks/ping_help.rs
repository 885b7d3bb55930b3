//! How a job reports to its heartbeat.

use crate::ui::{Card, Code};
use arkan_islands::CopyButton;
use arkan_locales::{Lang, t::alerts as t};
use leptos::prelude::*;
use url::Url;
use uuid::Uuid;

/// The address to call, with lines to copy.
pub(super) fn ping_help(lang: Lang, console: &Url, key: Uuid) -> AnyView {
    let address = console
        .join(&format!("ping/{key}"))
        .map_or_else(|_| format!("/ping/{key}"), String::from);
    let line = format!("curl -fsS -m 10 --retry 5 -o /dev/null {address}");
    let exit = format!(
        "curl -fsS -m 10 --retry 5 -o /dev/null {address}/start; run-my-job; \
         curl -fsS -m 10 --retry 5 -o /dev/null {address}/$?"
    );
    let copy = move |title: &'static str, text: String| {
        view! {
            <div class="stack">
                <p class="muted small">{title}</p>
                <div class="row">
                    <Code text=text.clone()/>
                    <CopyButton text=text label=t::copy(lang).to_owned() done=t::copied(lang).to_owned()/>
                </div>
            </div>
        }
    };
    let lines = [
        (t::url(lang), address),
        (t::ping_line(lang), line),
        (t::ping_exit(lang), exit),
    ];
    let lines = lines
        .map(|(title, text)| copy(title, text))
        .into_iter()
        .collect::<Vec<_>>();
    view! {
        <Card title=t::ping_title(lang)>
            <div class="stack">
                <p>{t::ping_text(lang)}</p>
                {lines}
                <p class="muted">{t::ping_secret(lang)}</p>
            </div>
        </Card>
    }
    .into_any()
}
