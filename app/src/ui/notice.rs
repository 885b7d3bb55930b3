use super::{Icon, Tone};
use leptos::prelude::*;

/// A remark that belongs to the page: what is off, what still works, what to do.
#[component]
pub fn Notice(tone: Tone, #[prop(into)] title: String, children: Children) -> impl IntoView {
    view! {
        <div class=format!("notice notice-{}", tone.name()) role="note">
            <Icon name=tone.icon()/>
            <div class="notice-body"><p class="notice-title">{title}</p><div>{children()}</div></div>
        </div>
    }
}
