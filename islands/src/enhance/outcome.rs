use super::refresh::refresh;
use super::toast;
use crate::dom;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlFormElement};

/// After success: the same page is refreshed in place, another one is opened and tells what happened.
pub async fn done(answer: &JsValue) -> Result<(), JsValue> {
    let location = dom::text_member(answer, "location").unwrap_or_else(dom::here);
    let told = dom::member(answer, "toast").map(|told| {
        let kind = dom::text_member(&told, "kind").unwrap_or_else(|| "good".to_owned());
        (kind, dom::text_member(&told, "text").unwrap_or_default())
    });
    let stays = location.split('#').next() == Some(dom::here().as_str());
    if stays && refresh(true).await {
        if let Some((_, part)) = location.split_once('#') {
            dom::focus(part);
        }
        if let Some((kind, text)) = told {
            toast::show(&kind, &text);
        }
        return Ok(());
    }
    if let Some((kind, text)) = told {
        toast::keep(&kind, &text);
    }
    let page = dom::window().location();
    if stays { page.reload() } else { page.assign(&location) }
}

/// After a refusal: the errors stand where the server would have put them, and the focus is on their summary.
pub fn refused(form: &HtmlFormElement, answer: &JsValue) {
    clear(form);
    let form_id = form.id();
    let document = dom::document();
    let mut items = Vec::new();
    if let Some(errors) = dom::member(answer, "errors") {
        for entry in js_sys::Object::entries(errors.unchecked_ref()) {
            let entry = js_sys::Array::from(&entry);
            let (Some(name), Some(text)) = (entry.get(0).as_string(), entry.get(1).as_string()) else {
                continue;
            };
            let id = format!("{form_id}-{name}");
            mark(&id, &text);
            items.push((id, text));
        }
    }
    let title = dom::text_member(answer, "summary");
    let Some(summary) = document.get_element_by_id(&format!("{form_id}-summary")) else {
        // A form of one button has no place of its own for what went wrong.
        toast::show("critical", title.as_deref().unwrap_or_default());
        return;
    };
    let title = title.or_else(|| summary.get_attribute("data-title"));
    if let Ok(Some(paragraph)) = summary.query_selector("p") {
        paragraph.set_text_content(title.as_deref());
    }
    if let Ok(Some(list)) = summary.query_selector("ul") {
        for (id, text) in items {
            let _ = append_link(&list, &id, &text);
        }
    }
    let _ = summary.remove_attribute("hidden");
    dom::focus(&summary.id());
}

/// Puts a problem beside its field.
fn mark(id: &str, text: &str) {
    let document = dom::document();
    let error_id = format!("{id}-error");
    if let Some(error) = document.get_element_by_id(&error_id) {
        error.set_text_content(Some(text));
        let _ = error.remove_attribute("hidden");
    }
    if let Some(field) = document.get_element_by_id(id) {
        let _ = field.set_attribute("aria-invalid", "true");
        let described = match field.get_attribute("aria-describedby") {
            Some(help) => format!("{error_id} {help}"),
            None => error_id,
        };
        let _ = field.set_attribute("aria-describedby", &described);
    }
}

fn append_link(list: &Element, id: &str, text: &str) -> Result<(), JsValue> {
    let document = dom::document();
    let label = document
        .query_selector(&format!("label[for=\"{id}\"]"))?
        .and_then(|label| label.first_child()?.text_content());
    let item = document.create_element("li")?;
    let link = document.create_element("a")?;
    link.set_attribute("href", &format!("#{id}"))?;
    link.set_text_content(Some(
        &label.map_or_else(|| text.to_owned(), |label| format!("{label}: {text}")),
    ));
    item.append_child(&link)?;
    list.append_child(&item)?;
    Ok(())
}

/// Forgets the errors of the time before.
fn clear(form: &HtmlFormElement) {
    for field in dom::all(form, "[aria-invalid]") {
        let _ = field.remove_attribute("aria-invalid");
        let error_id = format!("{}-error", field.id());
        let described = field.get_attribute("aria-describedby").unwrap_or_default();
        let rest: Vec<&str> = described.split_whitespace().filter(|id| *id != error_id).collect();
        let _ = field.set_attribute("aria-describedby", &rest.join(" "));
    }
    for error in dom::all(form, ".field-error") {
        error.set_text_content(None);
        let _ = error.set_attribute("hidden", "");
    }
    for list in dom::all(form, ".form-summary ul") {
        list.set_text_content(None);
    }
}
