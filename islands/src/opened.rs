use crate::dom;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{RequestInit, UrlSearchParams};

/// Tells the server once that a person has this page in front of them: not while it is prerendered.
#[island]
pub fn Opened(
    /// Where to post it.
    url: String,
    /// What was opened.
    revision: String,
) -> impl IntoView {
    Effect::new(move || {
        let (url, revision) = (url.clone(), revision.clone());
        dom::when_shown(move || {
            spawn_local(async move {
                let Ok(form) = UrlSearchParams::new() else { return };
                form.append("revision", &revision);
                let init = RequestInit::new();
                init.set_method("POST");
                init.set_body(&form);
                // Not noted this time: the next visit will be.
                let _ = dom::ask(&url, &init).await;
            });
        });
    });
    view! { <span hidden></span> }
}
