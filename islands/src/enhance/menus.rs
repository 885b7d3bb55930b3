use crate::dom;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, KeyboardEvent, Node};

/// Closes a menu on a click beside it and on Esc, and a toast on its button.
pub fn close_on_demand() {
    let document = dom::document();
    dom::listen(&document, "click", |event: Event| {
        if let Some(toast) =
            dom::target_within(&event, "[data-dismiss]").and_then(|button| button.closest(".toast").ok().flatten())
        {
            toast.remove();
        }
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        for menu in dom::all_on_page("details[data-menu][open]") {
            if !menu.contains(target.as_ref()) {
                let _ = menu.remove_attribute("open");
            }
        }
    });
    dom::listen(&document, "keydown", |event: KeyboardEvent| {
        if event.key() != "Escape" {
            return;
        }
        for menu in dom::all_on_page("details[data-menu][open]") {
            let _ = menu.remove_attribute("open");
            let summary = menu.query_selector("summary").ok().flatten();
            if let Some(summary) = summary.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
                let _ = summary.focus();
            }
        }
    });
}
