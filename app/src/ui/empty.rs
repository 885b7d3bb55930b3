use super::{ButtonKind, Icon, IconName, LinkButton};
use leptos::prelude::*;

/// What stands where a list would be: one sentence that teaches and one button.
#[component]
pub fn Empty(
    icon: IconName,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    /// Label and address of what to do first.
    #[prop(default = None)]
    action: Option<(String, String)>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty-icon"><Icon name=icon/></span>
            <p class="empty-title">{title}</p>
            <p class="empty-text">{text}</p>
            {action.map(|(label, href)| view! { <LinkButton href=href kind=ButtonKind::Primary>{label}</LinkButton> })}
        </div>
    }
}
