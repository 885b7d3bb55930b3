use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// What an error page says.
pub(super) struct ErrorPage {
    pub title: String,
    pub text: String,
    /// The id under which an internal error was logged.
    pub event_id: Option<String>,
}

/// An error with a way out.
pub(super) fn error_page(lang: Lang, page: ErrorPage) -> AnyView {
    view! {
        <h1 class="text-xl font-semibold">{page.title}</h1>
        <p class="mt-2 text-muted">{page.text}</p>
        {page.event_id.map(|id| view! {
            <p class="mt-2 text-muted text-sm">{t::page::event_id(lang)}" "<code dir="ltr">{id}</code></p>
        })}
        <p class="mt-6"><a class="btn btn-primary" href="/">{t::page::to_dashboard(lang)}</a></p>
    }
    .into_any()
}
