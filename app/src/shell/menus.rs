use super::document::{Brand, PaletteTrigger};
use super::frame::{Crumb, Frame, FrameUser, Theme};
use super::preferences::{LanguageSwitch, ThemeSwitch};
use super::switchers::Switcher;
use crate::ui::{Icon, IconName};
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// The bar on top: where am I, and what is the same on every page.
#[component]
pub(super) fn TopBar(frame: Frame) -> impl IntoView {
    let lang = frame.lang;
    let project = frame.project.as_ref().map(|project| project.key.clone());
    let help = frame.help.map(|href| {
        view! {
            <a class="icon-button" href=href title=t::shell::help(lang) aria-label=t::shell::help(lang)>
                <Icon name=IconName::Help/>
            </a>
        }
    });
    let user = frame
        .user
        .map(|user| view! { <UserMenu user=user lang=lang theme=frame.theme back=frame.path.clone()/> });
    view! {
        <header class="top">
            <Brand href="/" name=t::shell::app_name(lang)/>
            <Switcher label=t::shell::project(lang) choices=frame.projects current=project/>
            <Switcher label=t::shell::environment(lang) choices=frame.environments current=frame.environment/>
            <Crumbs lang=lang crumbs=frame.crumbs/>
            <div class="top-tools">
                <PaletteTrigger label=t::shell::search(lang)/>
                {help}
                <LanguageSwitch lang=lang back=frame.path.clone()/>
                {user}
            </div>
        </header>
    }
}

#[component]
fn Crumbs(lang: Lang, crumbs: Vec<Crumb>) -> impl IntoView {
    let steps: Vec<_> = crumbs
        .into_iter()
        .map(|Crumb { label, href }| match href {
            Some(href) => view! { <li><a href=href><bdi>{label}</bdi></a></li> }.into_any(),
            None => view! { <li><span aria-current="page"><bdi>{label}</bdi></span></li> }.into_any(),
        })
        .collect();
    view! { <nav class="crumbs" aria-label=t::shell::crumbs(lang)><ol>{steps}</ol></nav> }
}

#[component]
fn UserMenu(user: FrameUser, lang: Lang, theme: Theme, back: String) -> impl IntoView {
    view! {
        <details class="menu menu-end" data-menu>
            <summary class="icon-button" aria-label=t::shell::account_menu(lang) title=user.name.clone()>
                <Icon name=IconName::User/>
            </summary>
            <div class="menu-list">
                <div class="menu-who">
                    <strong><bdi>{user.name}</bdi></strong>
                    <span dir="ltr">{user.email}</span>
                </div>
                <a href="/account"><Icon name=IconName::Settings/>{t::shell::account(lang)}</a>
                <ThemeSwitch lang=lang theme=theme back=back/>
                <form method="post" action="/logout">
                    <button type="submit"><Icon name=IconName::Logout/>{t::shell::sign_out(lang)}</button>
                </form>
            </div>
        </details>
    }
}
