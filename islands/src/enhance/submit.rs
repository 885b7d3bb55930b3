use super::{outcome, toast};
use crate::dom;
use js_sys::JSON;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Element, FormData, Headers, HtmlFormElement, HtmlInputElement, RequestInit, SubmitEvent, UrlSearchParams,
};

/// Sends enhanced forms without leaving the page. Whatever is unclear is left to the browser.
pub fn intercept(network_failed: String) {
    dom::listen(&dom::document(), "submit", move |event: SubmitEvent| {
        let Some(form) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlFormElement>().ok())
        else {
            return;
        };
        let plain = form.enctype() == "application/x-www-form-urlencoded";
        if event.default_prevented() || !form.has_attribute("data-enhance") || !plain {
            return;
        }
        event.prevent_default();
        // Pressed again while it works: once is enough.
        if form.has_attribute("aria-busy") {
            return;
        }
        let button = event.submitter().map(Element::from);
        let network_failed = network_failed.clone();
        spawn_local(async move {
            busy(&form, button.as_ref(), true);
            if send(&form, button.as_ref()).await.is_err() {
                toast::show("critical", &network_failed);
            }
            busy(&form, button.as_ref(), false);
        });
    });
}

/// The button keeps the focus while it works, so it is marked as disabled and not made so.
fn busy(form: &HtmlFormElement, button: Option<&Element>, on: bool) {
    for element in button.into_iter().chain([form.as_ref()]) {
        for name in ["aria-busy", "aria-disabled"] {
            let _ = if on {
                element.set_attribute(name, "true")
            } else {
                element.remove_attribute(name)
            };
        }
    }
}

async fn send(form: &HtmlFormElement, button: Option<&Element>) -> Result<(), JsValue> {
    let data = FormData::new_with_form(form)?;
    if let Some((name, value)) = button.and_then(own_value) {
        data.append_with_str(&name, &value)?;
    }
    let headers = Headers::new()?;
    headers.set("X-Arkan-Enhance", "1")?;
    headers.set("Accept", "application/json")?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(UrlSearchParams::new_with_str_sequence_sequence(&data)?.as_ref());

    let response = dom::ask(&form.get_attribute("action").unwrap_or_else(dom::here), &init).await?;
    let is_json = response
        .headers()
        .get("content-type")?
        .is_some_and(|kind| kind.starts_with("application/json"));
    if is_json {
        let answer = JSON::parse(&dom::body(&response).await.unwrap_or_default())?;
        if dom::member(&answer, "ok").is_some_and(|ok| ok.is_truthy()) {
            return outcome::done(&answer).await;
        }
        outcome::refused(form, &answer);
    } else if response.redirected() {
        // Answered as if without a script: what was asked is done, or a sign-in is due. Never send it twice.
        dom::window().location().assign(&response.url())?;
    } else {
        send_plainly(form, button)?;
    }
    Ok(())
}

/// The name and value of a button that has them.
fn own_value(button: &Element) -> Option<(String, String)> {
    let name = button.get_attribute("name").filter(|name| !name.is_empty())?;
    Some((name, button.get_attribute("value").unwrap_or_default()))
}

/// Lets the browser send the form, with the value of the button that a script cannot press.
fn send_plainly(form: &HtmlFormElement, button: Option<&Element>) -> Result<(), JsValue> {
    if let Some((name, value)) = button.and_then(own_value) {
        let input: HtmlInputElement = dom::document().create_element("input")?.unchecked_into();
        input.set_type("hidden");
        input.set_name(&name);
        input.set_value(&value);
        form.append_child(&input)?;
    }
    form.submit()
}
