use crate::dom;

const KEY: &str = "arkan-toast";
const STAYS_MS: i32 = 8_000;

/// Shows a toast, drawn as the server draws it. Good news goes away by itself.
pub fn show(kind: &str, text: &str) {
    let document = dom::document();
    let Some(toasts) = document.get_element_by_id("toasts") else {
        return;
    };
    let Some(template) = document.get_element_by_id(&format!("toast-{kind}")) else {
        return;
    };
    let Ok(holder) = document.create_element("div") else {
        return;
    };
    holder.set_inner_html(&template.inner_html());
    let Some(toast) = holder.first_element_child() else {
        return;
    };
    if let Ok(Some(paragraph)) = toast.query_selector("p") {
        paragraph.set_text_content(Some(text));
    }
    let _ = toasts.append_child(&toast);
    if matches!(kind, "good" | "info") {
        dom::after(STAYS_MS, move || toast.remove());
    }
}

/// Keeps a toast for the page that is opened next.
pub fn keep(kind: &str, text: &str) {
    if let Ok(Some(storage)) = dom::window().session_storage() {
        let _ = storage.set_item(KEY, &format!("{kind} {text}"));
    }
}

/// Shows the toast that the page before kept.
pub fn show_kept() {
    let Ok(Some(storage)) = dom::window().session_storage() else {
        return;
    };
    let Ok(Some(kept)) = storage.get_item(KEY) else { return };
    let _ = storage.remove_item(KEY);
    if let Some((kind, text)) = kept.split_once(' ') {
        show(kind, text);
    }
}
