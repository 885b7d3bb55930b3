use super::times;
use crate::dom;
use js_sys::{Function, Reflect};
use wasm_bindgen::JsCast;
use web_sys::{DomParser, Element, Headers, RequestInit, SupportedType};

/// Fetches this page again and swaps its live regions. Answers whether the server could be reached.
///
/// A region in which someone is typing stays as it is. After an action of one's own the whole matter of the page is
/// swapped instead: it may have changed anywhere.
pub async fn refresh(own_action: bool) -> bool {
    let init = RequestInit::new();
    if !own_action && let Ok(headers) = Headers::new() {
        // What is shown once waits for whoever asked for it.
        let _ = headers.set("X-Arkan-Live", "1");
        init.set_headers(&headers);
    }
    let Ok(response) = dom::ask(&dom::here(), &init).await else {
        return false;
    };
    if !response.ok() || response.redirected() {
        return false;
    }
    let Some(html) = dom::body(&response).await else {
        return false;
    };
    let Some(fresh) = DomParser::new()
        .ok()
        .and_then(|parser| parser.parse_from_string(&html, SupportedType::TextHtml).ok())
    else {
        return false;
    };
    let focused = dom::document()
        .active_element()
        .map(|element| element.id())
        .filter(|id| !id.is_empty());
    let regions = if own_action { "#main" } else { "[data-live]" };
    for region in dom::all_on_page(regions) {
        if !own_action && is_in_use(&region) {
            continue;
        }
        if let Some(new) = fresh.get_element_by_id(&region.id()) {
            swap(&region, &new, !own_action);
        }
    }
    if let (Some(old), Ok(Some(new))) = (
        dom::all_on_page("[data-live-status] time").first(),
        fresh.query_selector("[data-live-status] time"),
    ) {
        let _ = old.parent_element().map(|parent| parent.replace_child(&new, old));
    }
    if let Some(id) = focused
        && dom::document()
            .active_element()
            .is_none_or(|element| element.id() != id)
    {
        let gone = dom::document().get_element_by_id(&id).is_none();
        dom::focus(if gone { "main" } else { &id });
    }
    times::localise();
    true
}

/// Whether someone typed something here, or holds something open.
fn is_in_use(region: &Element) -> bool {
    region.has_attribute("data-dirty")
        || region
            .query_selector("form :focus, details[data-menu][open], dialog[open]")
            .ok()
            .flatten()
            .is_some()
}

/// The content with everything folded: what someone unfolded is no change.
fn folded(element: &Element) -> String {
    let Ok(copy) = element
        .clone_node_with_deep(true)
        .map(JsCast::unchecked_into::<Element>)
    else {
        return element.inner_html();
    };
    for details in dom::all(&copy, "details") {
        let _ = details.remove_attribute("open");
    }
    copy.inner_html()
}

fn swap(region: &Element, new: &Element, keep_open: bool) {
    if folded(region) == folded(new) {
        return;
    }
    let open: Vec<bool> = dom::all(region, "details")
        .iter()
        .map(|it| it.has_attribute("open"))
        .collect();
    region.set_inner_html(&new.inner_html());
    let _ = region.remove_attribute("data-dirty");
    let details = dom::all(region, "details");
    // What someone unfolded stays unfolded, as long as it is the same list of things to unfold.
    if keep_open && details.len() == open.len() {
        for (details, _) in details.iter().zip(open).filter(|(_, open)| *open) {
            let _ = details.set_attribute("open", "");
        }
    }
    let hydrate = Reflect::get(&dom::window(), &"__hydrateIsland".into())
        .ok()
        .and_then(|f| f.dyn_into::<Function>().ok());
    if let Some(hydrate) = hydrate {
        for island in dom::all(region, "leptos-island") {
            let name = island.get_attribute("data-component").unwrap_or_default();
            let _ = hydrate.call2(&wasm_bindgen::JsValue::NULL, &island, &name.into());
        }
    }
}
