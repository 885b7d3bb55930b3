use super::document::Brand;
use super::frame::Frame;
use super::head::Head;
use super::preferences::LanguageSwitch;
use super::toast::Toasts;
use arkan_locales::t;
use leptos::prelude::*;

/// A document without navigation, for whoever is not signed in: login, setup, errors.
#[must_use]
pub fn bare_document(frame: &Frame, body: AnyView) -> AnyView {
    let lang = frame.lang;
    let islands = frame.scripts.then(|| super::islands::enhance(frame));
    view! {
        <!DOCTYPE html>
        <html lang=lang.code() dir=lang.dir() data-theme=frame.theme.as_str()>
            <Head frame=frame.clone()/>
            <body class="bare">
                <a class="skip-link" href="#main">{t::shell::skip(lang)}</a>
                <header class="bare-head">
                    <Brand href="/" name=t::shell::app_name(lang)/>
                    <LanguageSwitch lang=lang back=frame.path.clone()/>
                </header>
                <main id="main" class="bare-main" tabindex="-1"><div class="card"><div class="card-body">{body}</div></div></main>
                <Toasts toast=frame.toast.clone() close=t::shell::close(lang)/>
                {islands}
            </body>
        </html>
    }
    .into_any()
}
