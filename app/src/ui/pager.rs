use super::{Icon, IconName};
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// The way to newer and older rows of a list; nothing when all rows are shown.
#[component]
pub fn Pager(lang: Lang, newer: Option<String>, older: Option<String>) -> impl IntoView {
    (newer.is_some() || older.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label=t::ui::pages(lang)>
                {newer.map(|href| view! {
                    <a class="btn btn-secondary" rel="prev" href=href><Icon name=IconName::Back/>{t::ui::newer(lang)}</a>
                })}
                <span class="spacer"></span>
                {older.map(|href| view! {
                    <a class="btn btn-secondary" rel="next" href=href>{t::ui::older(lang)}<Icon name=IconName::Arrow/></a>
                })}
            </nav>
        }
    })
}
