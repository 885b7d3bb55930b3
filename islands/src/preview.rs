use crate::dom;
use leptos::{html, prelude::*};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, HtmlTextAreaElement, RequestInit, UrlSearchParams};

const DEBOUNCE_MS: i32 = 400;

/// Shows what a Markdown field will look like, drawn and sanitised by the server.
#[island]
pub fn MarkdownPreview(
    url: String,
    /// The id of the textarea.
    source_id: String,
) -> impl IntoView {
    let shown = NodeRef::<html::Div>::new();
    Effect::new(move || {
        let source = dom::document()
            .get_element_by_id(&source_id)
            .and_then(|found| found.dyn_into::<HtmlTextAreaElement>().ok());
        let (Some(source), Some(shown)) = (source, shown.get()) else {
            return;
        };
        let shown: web_sys::Element = shown.unchecked_into();
        draw(url.clone(), source.clone(), shown.clone());
        let timer = Rc::new(Cell::new(None));
        let url = url.clone();
        dom::listen(&source.clone(), "input", move |_: Event| {
            dom::cancel(timer.take());
            let (url, source, shown) = (url.clone(), source.clone(), shown.clone());
            timer.set(dom::after(DEBOUNCE_MS, move || draw(url, source, shown)));
        });
    });
    view! { <div class="prose needs-script" dir="auto" tabindex="0" data-preview aria-live="off" node_ref=shown></div> }
}

fn draw(url: String, source: HtmlTextAreaElement, shown: web_sys::Element) {
    spawn_local(async move {
        let Ok(form) = UrlSearchParams::new() else { return };
        let typed = source.value();
        form.append("body", &typed);
        let init = RequestInit::new();
        init.set_method("POST");
        init.set_body(&form);
        let Ok(response) = dom::ask(&url, &init).await else {
            return;
        };
        if !response.ok() || response.redirected() {
            return;
        }
        // An answer that typing has overtaken is not shown.
        if let Some(html) = dom::body(&response).await
            && source.value() == typed
        {
            shown.set_inner_html(&html);
        }
    });
}
