use super::refresh::refresh;
use crate::dom;
use js_sys::JSON;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, EventSource, MessageEvent};

/// Changes that come together are fetched together.
const DEBOUNCE_MS: i32 = 250;

/// Follows the topics of the page's live regions while the page is looked at.
pub fn follow() {
    let document = dom::document();
    dom::listen(&document, "input", |event: Event| {
        if let Some(region) = dom::target_within(&event, "[data-live]") {
            let _ = region.set_attribute("data-dirty", "");
        }
    });
    if dom::all_on_page("[data-live]").is_empty() {
        return;
    }
    let source = Rc::new(RefCell::new(open()));
    // A hidden page gives its connection back: browsers allow few of them, and a stored page must hold none.
    dom::listen(&document, "visibilitychange", move |_: Event| {
        if dom::document().hidden() {
            if let Some(source) = source.borrow_mut().take() {
                source.close();
            }
        } else if source.borrow().is_none() {
            *source.borrow_mut() = open();
            spawn_local(async { mark(refresh(false).await) });
        }
    });
}

fn open() -> Option<EventSource> {
    let source = EventSource::new("/events").ok()?;
    let timer = Rc::new(Cell::new(None));
    dom::listen(&source, "open", |_: Event| mark(true));
    dom::listen(&source, "error", |_: Event| mark(false));
    dom::listen(&source, "change", move |event: MessageEvent| {
        let topic = event
            .data()
            .as_string()
            .and_then(|data| JSON::parse(&data).ok())
            .and_then(|data| dom::text_member(&data, "topic"));
        if topic.is_some_and(|topic| concerns_us(&topic)) {
            dom::cancel(timer.take());
            timer.set(dom::after(DEBOUNCE_MS, || {
                spawn_local(async {
                    refresh(false).await;
                });
            }));
        }
    });
    Some(source)
}

fn concerns_us(topic: &str) -> bool {
    topic == "*"
        || dom::all_on_page("[data-live]").iter().any(|region| {
            region
                .get_attribute("data-live")
                .is_some_and(|topics| topics.split_whitespace().any(|one| one == topic))
        })
}

/// Shows whether the page follows the changes.
fn mark(connected: bool) {
    for status in dom::all_on_page("[data-live-status]") {
        let _ = status.class_list().toggle_with_force("is-live", connected);
        let _ = status.class_list().toggle_with_force("is-lost", !connected);
        if let Ok(Some(text)) = status.query_selector(".as-of-lost") {
            let lost = status.get_attribute("data-lost").filter(|_| !connected);
            if text.text_content() != Some(lost.clone().unwrap_or_default()) {
                text.set_text_content(lost.as_deref());
            }
        }
    }
}
