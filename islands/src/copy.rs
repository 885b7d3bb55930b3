use crate::dom;
use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

const SAYS_DONE_MS: i32 = 2_000;

/// Copies a text. Without a script there is no button, and the text beside it can be selected.
#[island]
pub fn CopyButton(text: String, label: String, done: String) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let text = text.clone();
        spawn_local(async move {
            let promise = dom::window().navigator().clipboard().write_text(&text);
            if JsFuture::from(promise).await.is_ok() {
                copied.set(true);
                dom::after(SAYS_DONE_MS, move || copied.set(false));
            }
        });
    };
    view! {
        <button type="button" class="copy needs-script" on:click=copy>
            <span aria-live="polite">{move || if copied.get() { done.clone() } else { label.clone() }}</span>
        </button>
    }
}
