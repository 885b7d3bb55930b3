use super::frame::Frame;
use super::head::Head;
use super::menus::TopBar;
use super::nav::{BottomBar, SideNav};
use super::toast::Toasts;
use crate::ui::Icon;
use crate::ui::IconName;
use arkan_locales::t;
use leptos::prelude::*;

/// The whole document of a page within the frame.
#[must_use]
pub fn document(frame: &Frame, body: AnyView) -> AnyView {
    let lang = frame.lang;
    let islands = frame.scripts.then(|| super::islands::islands(frame));
    view! {
        <!DOCTYPE html>
        <html lang=lang.code() dir=lang.dir() data-theme=frame.theme.as_str()>
            <Head frame=frame.clone()/>
            <body>
                <a class="skip-link" href="#main">{t::shell::skip(lang)}</a>
                <div class="frame">
                    <SideNav frame=frame.clone()/>
                    <TopBar frame=frame.clone()/>
                    <main id="main" class="main" tabindex="-1">{body}</main>
                    <BottomBar frame=frame.clone()/>
                </div>
                <Toasts toast=frame.toast.clone() close=t::shell::close(lang)/>
                {islands}
            </body>
        </html>
    }
    .into_any()
}

/// The mark and the name, which lead home.
#[component]
pub(super) fn Brand(#[prop(into)] href: String, #[prop(into)] name: String) -> impl IntoView {
    view! {
        <a class="brand" href=href>
            <svg class="brand-mark" width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
                <path d="M2 2h16v3H2zM2 15h16v3H2zM4 7h2.4v6H4zM8.8 7h2.4v6H8.8zM13.6 7H16v6h-2.4z" fill="currentColor"></path>
            </svg>
            <span>{name}</span>
        </a>
    }
}

/// A way into the palette that appears once scripts run.
#[component]
pub(super) fn PaletteTrigger(#[prop(into)] label: String) -> impl IntoView {
    view! {
        <button type="button" class="palette-trigger needs-script" data-palette-open aria-haspopup="dialog">
            <Icon name=IconName::Search/>
            <span>{label}</span>
            <kbd class="kbd" dir="ltr">"Ctrl K"</kbd>
        </button>
    }
}
