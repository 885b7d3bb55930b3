use super::frame::Choice;
use crate::ui::{Icon, IconName};
use leptos::prelude::*;

/// Goes from one project or environment to another. Nothing where there is nothing to choose from.
#[component]
pub(super) fn Switcher(#[prop(into)] label: String, choices: Vec<Choice>, current: Option<String>) -> impl IntoView {
    let chosen = choices
        .iter()
        .find(|choice| Some(&choice.key) == current.as_ref())
        .map(|choice| choice.name.clone());
    (!choices.is_empty()).then(|| {
        let shown = chosen.unwrap_or_else(|| label.clone());
        let links: Vec<_> = choices
            .into_iter()
            .map(|choice| {
                let is_current = Some(&choice.key) == current.as_ref();
                let check = is_current.then(|| view! { <Icon name=IconName::Check/> });
                view! {
                    <a href=choice.href aria-current=is_current.then_some("true")>
                        <span class="choice-name"><bdi>{choice.name}</bdi><code dir="ltr">{choice.key}</code></span>
                        {check}
                    </a>
                }
            })
            .collect();
        view! {
            <details class="menu switcher" data-menu>
                <summary><span class="sr-only">{label}": "</span><bdi>{shown}</bdi><Icon name=IconName::Down/></summary>
                <div class="menu-list">{links}</div>
            </details>
        }
    })
}
