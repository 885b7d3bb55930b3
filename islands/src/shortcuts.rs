use crate::dom;
use leptos::{html, prelude::*};
use serde::{Deserialize, Serialize};
use std::cell::Cell;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, KeyboardEvent};

const SECOND_KEY_WITHIN_MS: f64 = 1_500.0;

/// A row of the sheet; with an address also a key that leads there after `g`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Shortcut {
    /// The keys as shown, one after the other.
    pub keys: Vec<String>,
    pub label: String,
    pub href: Option<String>,
}

/// Leads to the pillars by `g` and a letter, and lists the keys on `?`.
#[island]
pub fn Shortcuts(title: String, close: String, rows: Vec<Shortcut>) -> impl IntoView {
    let sheet = NodeRef::<html::Dialog>::new();
    let targets: Vec<(String, String)> = rows
        .iter()
        .filter_map(|row| Some((row.keys.last()?.clone(), row.href.clone()?)))
        .collect();
    Effect::new(move || {
        let targets = targets.clone();
        let g_pressed_at = Cell::new(0.0);
        dom::listen(&dom::document(), "keydown", move |event: KeyboardEvent| {
            if event.ctrl_key() || event.alt_key() || event.meta_key() || dom::is_typing() {
                return;
            }
            let key = letter(&event);
            if matches!(key.as_str(), "?" | "؟") {
                event.prevent_default();
                if let Some(sheet) = sheet.get_untracked() {
                    let _ = sheet.unchecked_into::<HtmlDialogElement>().show_modal();
                }
                return;
            }
            let after_g = event.time_stamp() - g_pressed_at.replace(0.0) < SECOND_KEY_WITHIN_MS;
            if let Some((_, href)) = targets.iter().find(|(last, _)| after_g && *last == key) {
                event.prevent_default();
                let _ = dom::window().location().assign(href);
            } else if key == "g" {
                g_pressed_at.set(event.time_stamp());
            }
        });
    });
    let rows: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let keys: Vec<_> = row
                .keys
                .into_iter()
                .map(|key| view! { <kbd class="kbd">{key}</kbd> })
                .collect();
            view! { <div><dt>{row.label}</dt><dd dir="ltr">{keys}</dd></div> }
        })
        .collect();
    view! {
        <dialog node_ref=sheet aria-labelledby="shortcuts-title">
            <div class="dialog-body">
                <h2 id="shortcuts-title">{title}</h2>
                <dl class="shortcuts">{rows}</dl>
                <form method="dialog" class="dialog-actions">
                    <button class="btn btn-secondary">{close}</button>
                </form>
            </div>
        </dialog>
    }
}

/// The letter of a key; under a keyboard of another script, the Latin one printed beside it.
fn letter(event: &KeyboardEvent) -> String {
    let key = event.key();
    if key.is_ascii() || key == "؟" {
        return key.to_ascii_lowercase();
    }
    event
        .code()
        .strip_prefix("Key")
        .map(str::to_ascii_lowercase)
        .unwrap_or_default()
}
