use crate::dom;
use js_sys::Date;
use wasm_bindgen::JsValue;

/// Puts the reader's own time above the UTC in the hint of every moment, and in the place of those that are meant
/// exactly. Digits are Latin, as on the whole page.
pub fn localise() {
    let lang = dom::document()
        .document_element()
        .and_then(|root| root.get_attribute("lang"))
        .unwrap_or_default();
    let locale = format!("{lang}-u-nu-latn");
    for time in dom::all_on_page("time[datetime][title]:not([data-local])") {
        let date = Date::new(&JsValue::from(time.get_attribute("datetime").unwrap_or_default()));
        if date.get_time().is_nan() {
            continue;
        }
        let local = String::from(date.to_locale_string(&locale, &JsValue::UNDEFINED));
        let utc = time.get_attribute("title").unwrap_or_default();
        let _ = time.set_attribute("title", &format!("{local}\n{utc}"));
        let _ = time.set_attribute("data-local", "");
        if time.has_attribute("data-exact") {
            time.set_text_content(Some(&local));
        }
    }
}
