use super::document::Brand;
use super::frame::{Frame, NavItem};
use crate::ui::{Icon, IconName, Tone, count_text};
use arkan_locales::t;
use leptos::prelude::*;

/// The navigation at the side: the pillars, then what belongs to the installation. It folds to icons where space is short.
#[component]
pub(super) fn SideNav(frame: Frame) -> impl IntoView {
    let lang = frame.lang;
    let more = (!frame.more_nav.is_empty()).then(|| {
        view! {
            <p class="nav-heading" id="nav-more">{t::shell::administration(lang)}</p>
            <ul aria-labelledby="nav-more">{links(frame.more_nav)}</ul>
        }
    });
    view! {
        <nav class="side" aria-label=t::shell::navigation(lang)>
            <Brand href="/" name=t::shell::app_name(lang)/>
            <ul>{links(frame.nav)}</ul>
            {more}
        </nav>
    }
}

/// The same at the foot of a phone: the five pillars and the rest behind "more".
#[component]
pub(super) fn BottomBar(frame: Frame) -> impl IntoView {
    let lang = frame.lang;
    let pillars = frame
        .nav
        .into_iter()
        .filter(|item| item.icon != IconName::Dashboard)
        .collect();
    let more = (!frame.more_nav.is_empty()).then(|| {
        view! {
            <li>
                <details class="menu menu-up" data-menu>
                    <summary><Icon name=IconName::Menu/><span>{t::shell::more(lang)}</span></summary>
                    <ul class="menu-list">{links(frame.more_nav)}</ul>
                </details>
            </li>
        }
    });
    view! { <nav class="bottom" aria-label=t::shell::navigation_short(lang)><ul>{links(pillars)}{more}</ul></nav> }
}

fn links(items: Vec<NavItem>) -> Vec<AnyView> {
    items
        .into_iter()
        .map(
            |NavItem {
                 icon,
                 label,
                 href,
                 current,
                 count,
             }| {
                let count = count.map(|(count, state)| {
                    let class = format!("nav-count nav-count-{}", Tone::from(state).name());
                    view! { <span class=class>{count_text(count)}</span> }
                });
                view! {
                    <li>
                        <a class="nav-link" href=href aria-current=current.then_some("page") title=label.clone()>
                            <Icon name=icon/>
                            <span class="nav-label">{label.clone()}</span>
                            {count}
                        </a>
                    </li>
                }
                .into_any()
            },
        )
        .collect()
}
