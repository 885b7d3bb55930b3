use arkan_locales::{Lang, t};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// A part of a page that follows its topics: it is fetched again when one of them changes.
///
/// The `id` is unique on the page and the same on every load, so that the part can be found in the fetched page.
#[component]
pub fn LiveRegion(#[prop(into)] id: String, #[prop(into)] topics: String, children: Children) -> impl IntoView {
    view! { <div id=id data-live=topics>{children()}</div> }
}

/// How old the page is, and whether it still follows the changes.
#[component]
pub fn AsOf(lang: Lang, now: DateTime<Utc>) -> impl IntoView {
    let time = now.format("%H:%M:%S").to_string();
    view! {
        <p class="as-of" data-live-status data-lost=t::ui::disconnected(lang)>
            <span class="as-of-dot" aria-hidden="true"></span>
            <span class="as-of-text">
                {t::ui::as_of(lang)}" "<time datetime=now.to_rfc3339() title=super::instant(now) data-clock>{time}</time>
            </span>
            <span class="as-of-lost" aria-live="polite"></span>
        </p>
    }
}
