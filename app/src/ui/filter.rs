use super::{Icon, IconName};
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// The filters above a list. They go into the address, so that the view can be shared.
#[component]
pub fn FilterBar(lang: Lang, #[prop(into)] action: String, children: Children) -> impl IntoView {
    view! {
        <form class="filter-bar" method="get" action=action role="search">
            {children()}
            <button type="submit" class="btn btn-secondary"><Icon name=IconName::Filter/>{t::ui::filter(lang)}</button>
        </form>
    }
}
