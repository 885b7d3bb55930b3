use super::{Icon, IconName};
use leptos::prelude::*;

/// More detail for whoever asks for it; works without a script.
#[component]
pub fn Disclosure(#[prop(into)] summary: String, #[prop(optional)] open: bool, children: Children) -> impl IntoView {
    view! {
        <details class="disclosure" open=open>
            <summary><Icon name=IconName::Chevron/>{summary}</summary>
            <div class="disclosure-body">{children()}</div>
        </details>
    }
}

/// The actions that are not the primary one. Its children are links, or forms with one button each.
#[component]
pub fn Menu(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! {
        <details class="menu" data-menu>
            <summary class="btn btn-secondary">{label}<Icon name=IconName::Down/></summary>
            <div class="menu-list">{children()}</div>
        </details>
    }
}
