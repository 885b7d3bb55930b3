use super::frame::Theme;
use crate::ui::{Icon, IconName};
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// Shows the console in the other language, whose name stands in itself.
#[component]
pub(super) fn LanguageSwitch(lang: Lang, back: String) -> impl IntoView {
    let other = lang.other();
    view! {
        <form method="post" action="/preferences" class="language">
            <input type="hidden" name="back" value=back/>
            <button type="submit" class="icon-button" name="language" value=other.code() lang=other.code()>
                <Icon name=IconName::Globe/>
                <span>{other.own_name()}</span>
            </button>
        </form>
    }
}

/// Chooses the colours.
#[component]
pub(super) fn ThemeSwitch(lang: Lang, theme: Theme, back: String) -> impl IntoView {
    let buttons: Vec<_> = Theme::ALL
        .iter()
        .map(|choice| {
            let label = match choice {
                Theme::System => t::shell::theme_system(lang),
                Theme::Light => t::shell::theme_light(lang),
                Theme::Dark => t::shell::theme_dark(lang),
            };
            let pressed = if *choice == theme { "true" } else { "false" };
            view! { <button type="submit" name="theme" value=choice.as_str() aria-pressed=pressed>{label}</button> }
        })
        .collect();
    view! {
        <form method="post" action="/preferences" class="segmented" aria-label=t::shell::theme(lang)>
            <input type="hidden" name="back" value=back/>
            {buttons}
        </form>
    }
}
