use crate::dom;
use js_sys::{Array, JSON};
use leptos::{html, prelude::*};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, HtmlDialogElement, HtmlInputElement, KeyboardEvent, RequestInit};

const DEBOUNCE_MS: i32 = 150;
const SHOWN: usize = 12;

/// Somewhere to go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaletteItem {
    pub label: String,
    pub href: String,
    pub group: String,
    pub keywords: String,
}

/// The words of the palette.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaletteWords {
    pub title: String,
    pub placeholder: String,
    pub empty: String,
}

/// Finds pages, actions and things by a few letters: Ctrl+K, or `/` while nothing is typed.
#[island]
pub fn Palette(entries: Vec<PaletteItem>, words: PaletteWords) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let input = NodeRef::<html::Input>::new();
    let entries = StoredValue::new(entries);
    let query = RwSignal::new(String::new());
    let remote = RwSignal::new(Vec::<PaletteItem>::new());
    let active = RwSignal::new(0_usize);
    let opened = RwSignal::new(false);
    let timer = StoredValue::new(None::<i32>);

    let results = Memo::new(move |_| {
        if !opened.get() {
            return Vec::new();
        }
        let mut found = entries.with_value(|entries| matching(entries, &query.get()));
        for item in remote.get() {
            if found.iter().all(|known| known.href != item.href) {
                found.push(item);
            }
        }
        found.truncate(SHOWN);
        found
    });
    let open = move || {
        let Some(dialog) = dialog.get_untracked() else { return };
        let dialog: HtmlDialogElement = dialog.unchecked_into();
        if !dialog.open() {
            opened.set(true);
            // The browser gives the focus back to where it was when the dialog closes.
            let _ = dialog.show_modal();
            if let Some(input) = input.get_untracked() {
                input.unchecked_into::<HtmlInputElement>().select();
            }
        }
    };
    let typed = move |text: String| {
        query.set(text.clone());
        active.set(0);
        dom::cancel(timer.get_value());
        if text.trim().chars().count() < 2 {
            remote.set(Vec::new());
            return;
        }
        timer.set_value(dom::after(DEBOUNCE_MS, move || {
            spawn_local(async move {
                let found = ask(&text).await;
                if query.get_untracked() == text {
                    remote.set(found);
                }
            });
        }));
    };
    let keys = move |event: KeyboardEvent| {
        let count = results.with_untracked(Vec::len).max(1);
        match event.key().as_str() {
            "ArrowDown" => active.update(|index| *index = (*index + 1) % count),
            "ArrowUp" => active.update(|index| *index = (*index + count - 1) % count),
            "Enter" => go(&results.get_untracked(), active.get_untracked()),
            _ => return,
        }
        event.prevent_default();
    };
    Effect::new(move || {
        let document = dom::document();
        dom::listen(&document, "click", move |event: Event| {
            if dom::target_within(&event, "[data-palette-open]").is_some() {
                open();
            }
        });
        dom::listen(&document, "keydown", move |event: KeyboardEvent| {
            let chord = (event.ctrl_key() || event.meta_key()) && (event.key() == "k" || event.code() == "KeyK");
            let slash = matches!(event.key().as_str(), "/" | "ظ") && !event.ctrl_key() && !dom::is_typing();
            if chord || slash {
                event.prevent_default();
                open();
            }
        });
    });

    let options = move || {
        let chosen = active.get();
        results
            .get()
            .into_iter()
            .enumerate()
            .map(|(index, item)| {
                let href = item.href;
                view! {
                    <li
                        id=format!("palette-{index}")
                        role="option"
                        aria-selected=if index == chosen { "true" } else { "false" }
                        on:click=move |_| { let _ = dom::window().location().assign(&href); }
                    >
                        <bdi>{item.label}</bdi>
                        <span class="palette-group">{item.group}</span>
                    </li>
                }
            })
            .collect::<Vec<_>>()
    };
    view! {
        <dialog class="palette" node_ref=dialog aria-label=words.title on:close=move |_| opened.set(false)>
            <input
                class="palette-input"
                node_ref=input
                type="text"
                dir="auto"
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                aria-autocomplete="list"
                aria-controls="palette-list"
                aria-expanded=move || if opened.get() { "true" } else { "false" }
                aria-activedescendant=move || format!("palette-{}", active.get())
                aria-label=words.placeholder.clone()
                placeholder=words.placeholder
                on:input:target=move |event| typed(event.target().value())
                on:keydown=keys
            />
            <ul class="palette-list" id="palette-list" role="listbox" aria-label=words.title.clone() hidden=move || results.with(Vec::is_empty)>
                {options}
            </ul>
            <p class="palette-empty" role="status" hidden=move || !opened.get() || !results.with(Vec::is_empty)>{words.empty}</p>
        </dialog>
    }
}

fn go(results: &[PaletteItem], index: usize) {
    if let Some(item) = results.get(index) {
        let _ = dom::window().location().assign(&item.href);
    }
}

/// The entries that hold every word, those that begin with the first one before the others.
fn matching(entries: &[PaletteItem], query: &str) -> Vec<PaletteItem> {
    let query = folded(query);
    let words: Vec<&str> = query.split_whitespace().collect();
    let mut found: Vec<&PaletteItem> = entries
        .iter()
        .filter(|entry| {
            let text = folded(&format!("{} {} {}", entry.label, entry.keywords, entry.group));
            words.iter().all(|word| text.contains(word))
        })
        .collect();
    found.sort_by_key(|entry| !words.first().is_some_and(|word| folded(&entry.label).starts_with(word)));
    found.into_iter().cloned().collect()
}

/// Letters as they are searched for: no case, no Arabic vowel marks, one alef, one ya, one ta.
fn folded(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{0640}'))
        .map(|c| match c {
            'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
            'ى' => 'ي',
            'ة' => 'ه',
            c => c.to_ascii_lowercase(),
        })
        .collect()
}

/// What the server finds.
async fn ask(query: &str) -> Vec<PaletteItem> {
    let url = format!("/palette?q={}", String::from(js_sys::encode_uri_component(query)));
    let Ok(response) = dom::ask(&url, &RequestInit::new()).await else {
        return Vec::new();
    };
    let Some(found) = dom::body(&response).await.and_then(|text| JSON::parse(&text).ok()) else {
        return Vec::new();
    };
    if !Array::is_array(&found) {
        return Vec::new();
    }
    let text = |item: &wasm_bindgen::JsValue, name: &str| dom::text_member(item, name).unwrap_or_default();
    Array::from(&found)
        .iter()
        .map(|item| PaletteItem {
            label: text(&item, "label"),
            href: text(&item, "href"),
            group: text(&item, "group"),
            keywords: String::new(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(label: &str, keywords: &str) -> PaletteItem {
        PaletteItem {
            label: label.into(),
            href: format!("/{label}"),
            group: String::new(),
            keywords: keywords.into(),
        }
    }

    #[test]
    fn every_word_counts_and_beginnings_come_first() {
        let entries = [item("New flag", "create"), item("Flags", ""), item("الأدلّة", "guides")];
        let labels = |query: &str| {
            matching(&entries, query)
                .into_iter()
                .map(|item| item.label)
                .collect::<Vec<_>>()
        };
        assert_eq!(labels("flag"), ["Flags", "New flag"]);
        assert_eq!(labels("CREATE fl"), ["New flag"]);
        assert_eq!(labels("الادله"), ["الأدلّة"]);
        assert_eq!(labels("zzz"), Vec::<String>::new());
    }
}
