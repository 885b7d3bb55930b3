//! The palette: pages, actions and things, found by a few letters.

mod finder;
mod search;

use finder::{Finder, go};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Somewhere to go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaletteItem {
    pub label: String,
    pub href: String,
    pub group: String,
    /// Further words it is found by, in both languages.
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
///
/// `GET /palette?q=` answers what the server finds, as a list of `{label, href, group}`.
#[island]
pub fn Palette(entries: Vec<PaletteItem>, words: PaletteWords) -> impl IntoView {
    let finder = Finder::new(entries);
    let Finder {
        dialog,
        input,
        results,
        active,
        opened,
        ..
    } = finder;
    Effect::new(move || finder.listen());
    let nothing = move || results.with(Vec::is_empty);
    let options = move || {
        let chosen = active.get();
        results
            .get()
            .into_iter()
            .enumerate()
            .map(|(index, item)| option(index, item, index == chosen))
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
                aria-expanded=move || if nothing() { "false" } else { "true" }
                aria-activedescendant=move || (!nothing()).then(|| format!("palette-{}", active.get()))
                aria-label=words.placeholder.clone()
                placeholder=words.placeholder
                on:input:target=move |event| finder.typed(event.target().value())
                on:keydown=move |event| finder.pressed(&event)
            />
            <ul class="palette-list" id="palette-list" role="listbox" aria-label=words.title.clone() hidden=nothing>
                {options}
            </ul>
            <p class="palette-empty" role="status" hidden=move || !opened.get() || !nothing()>{words.empty}</p>
        </dialog>
    }
}

fn option(index: usize, item: PaletteItem, chosen: bool) -> impl IntoView {
    let href = item.href;
    view! {
        <li
            id=format!("palette-{index}")
            role="option"
            aria-selected=if chosen { "true" } else { "false" }
            on:click=move |_| go(&href)
        >
            <bdi>{item.label}</bdi>
            <span class="palette-group">{item.group}</span>
        </li>
    }
}
