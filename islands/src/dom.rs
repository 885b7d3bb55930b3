//! The little of the DOM that the islands share. A thing that is not there is skipped, never an error.

use js_sys::{Function, Reflect};
use wasm_bindgen::closure::{Closure, WasmClosure};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, Event, EventTarget, HtmlElement, RequestInit, Response, Window};

pub fn window() -> Window {
    leptos::prelude::window()
}

pub fn document() -> Document {
    leptos::prelude::document()
}

/// Listens for as long as the page lives.
pub fn listen<E>(target: &EventTarget, name: &str, handler: impl FnMut(E) + 'static)
where
    E: wasm_bindgen::convert::FromWasmAbi + 'static,
    dyn FnMut(E): WasmClosure,
{
    let handler = Closure::<dyn FnMut(E)>::new(handler).into_js_value();
    let _ = target.add_event_listener_with_callback(name, handler.unchecked_ref::<Function>());
}

/// Runs something later; the number cancels it.
pub fn after(milliseconds: i32, action: impl FnOnce() + 'static) -> Option<i32> {
    let action = Closure::once_into_js(action);
    window()
        .set_timeout_with_callback_and_timeout_and_arguments_0(action.unchecked_ref(), milliseconds)
        .ok()
}

/// Cancels what [`after`] was to run.
pub fn cancel(timer: Option<i32>) {
    if let Some(timer) = timer {
        window().clear_timeout_with_handle(timer);
    }
}

/// The elements that match a selector, in order.
pub fn all(within: &Element, selector: &str) -> Vec<Element> {
    let Ok(list) = within.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|index| list.get(index)?.dyn_into().ok())
        .collect()
}

/// The elements of the page that match a selector.
pub fn all_on_page(selector: &str) -> Vec<Element> {
    document()
        .document_element()
        .map(|root| all(&root, selector))
        .unwrap_or_default()
}

/// The element an event began at, or the nearest one around it that matches.
pub fn target_within(event: &Event, selector: &str) -> Option<Element> {
    event
        .target()?
        .dyn_into::<Element>()
        .ok()?
        .closest(selector)
        .ok()
        .flatten()
}

/// Moves the focus to an element of the page.
pub fn focus(id: &str) {
    if let Some(element) = document()
        .get_element_by_id(id)
        .and_then(|found| found.dyn_into::<HtmlElement>().ok())
    {
        let _ = element.focus();
    }
}

/// A member of a JavaScript object, unless it is missing or null.
pub fn member(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &name.into())
        .ok()
        .filter(|value| !value.is_undefined() && !value.is_null())
}

/// A text of a JavaScript object.
pub fn text_member(of: &JsValue, name: &str) -> Option<String> {
    member(of, name)?.as_string()
}

/// Path and query of this page.
pub fn here() -> String {
    let location = window().location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

/// Asks the server of this console.
pub async fn ask(url: &str, init: &RequestInit) -> Result<Response, JsValue> {
    JsFuture::from(window().fetch_with_str_and_init(url, init))
        .await?
        .dyn_into()
}

/// The body of an answer as text.
pub async fn body(response: &Response) -> Option<String> {
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}

/// Runs something now, or when a prerendered page is really shown.
pub fn when_shown(action: impl FnOnce() + 'static) {
    let document = document();
    if member(&document, "prerendering").is_some_and(|value| value.is_truthy()) {
        let action = Closure::once_into_js(action);
        let _ = document.add_event_listener_with_callback("prerenderingchange", action.unchecked_ref());
    } else {
        action();
    }
}

/// Whether keys pressed now belong to a field or an open dialog.
pub fn is_typing() -> bool {
    let Some(active) = document().active_element() else {
        return false;
    };
    let tag = active.tag_name();
    matches!(tag.as_str(), "INPUT" | "TEXTAREA" | "SELECT")
        || active.has_attribute("contenteditable")
        || active.closest("dialog[open]").ok().flatten().is_some()
}
