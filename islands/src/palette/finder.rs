use super::PaletteItem;
use super::search::{ask, matching};
use crate::dom;
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, HtmlDialogElement, HtmlInputElement, KeyboardEvent};

const DEBOUNCE_MS: i32 = 150;
const SHOWN: usize = 12;

/// What is looked for, what is found, and which of it is chosen.
#[derive(Clone, Copy)]
pub struct Finder {
    pub dialog: NodeRef<html::Dialog>,
    pub input: NodeRef<html::Input>,
    pub results: Memo<Vec<PaletteItem>>,
    pub active: RwSignal<usize>,
    pub opened: RwSignal<bool>,
    query: RwSignal<String>,
    remote: RwSignal<Vec<PaletteItem>>,
    timer: StoredValue<Option<i32>>,
}

impl Finder {
    pub fn new(entries: Vec<PaletteItem>) -> Self {
        let query = RwSignal::new(String::new());
        let remote = RwSignal::new(Vec::<PaletteItem>::new());
        let opened = RwSignal::new(false);
        let results = Memo::new(move |_| {
            if !opened.get() {
                return Vec::new();
            }
            let mut found = matching(&entries, &query.get());
            for item in remote.get() {
                if found.iter().all(|known| known.href != item.href) {
                    found.push(item);
                }
            }
            found.truncate(SHOWN);
            found
        });
        Self {
            dialog: NodeRef::new(),
            input: NodeRef::new(),
            results,
            active: RwSignal::new(0),
            opened,
            query,
            remote,
            timer: StoredValue::new(None),
        }
    }

    /// Opens on its buttons, on Ctrl+K, and on `/` while nothing is typed.
    pub fn listen(self) {
        let document = dom::document();
        dom::listen(&document, "click", move |event: Event| {
            if dom::target_within(&event, "[data-palette-open]").is_some() {
                self.open();
            }
        });
        dom::listen(&document, "keydown", move |event: KeyboardEvent| {
            let control = event.ctrl_key() || event.meta_key();
            let chord = control && (event.key() == "k" || event.code() == "KeyK");
            // The second one is the same key under an Arabic layout.
            let slash = matches!(event.key().as_str(), "/" | "ظ") && !control && !dom::is_typing();
            if chord || slash {
                event.prevent_default();
                self.open();
            }
        });
    }

    fn open(self) {
        let Some(dialog) = self.dialog.get_untracked() else {
            return;
        };
        let dialog: HtmlDialogElement = dialog.unchecked_into();
        if dialog.open() {
            return;
        }
        self.opened.set(true);
        // The browser gives the focus back to where it was when the dialog closes.
        let _ = dialog.show_modal();
        if let Some(input) = self.input.get_untracked() {
            input.unchecked_into::<HtmlInputElement>().select();
        }
    }

    /// Looks for what was typed, here at once and on the server when typing pauses.
    pub fn typed(self, text: String) {
        self.query.set(text.clone());
        self.active.set(0);
        dom::cancel(self.timer.get_value());
        if text.trim().chars().count() < 2 {
            self.remote.set(Vec::new());
            return;
        }
        self.timer.set_value(dom::after(DEBOUNCE_MS, move || {
            spawn_local(async move {
                let found = ask(&text).await;
                if self.query.get_untracked() == text {
                    self.remote.set(found);
                }
            });
        }));
    }

    /// Moves the choice, or goes to it.
    pub fn pressed(self, event: &KeyboardEvent) {
        let count = self.results.with_untracked(Vec::len).max(1);
        match event.key().as_str() {
            "ArrowDown" => self.active.update(|index| *index = (*index + 1) % count),
            "ArrowUp" => self.active.update(|index| *index = (*index + count - 1) % count),
            "Enter" => {
                if let Some(item) = self.results.get_untracked().get(self.active.get_untracked()) {
                    go(&item.href);
                }
            }
            _ => return,
        }
        event.prevent_default();
    }
}

/// Opens a page of the console.
pub fn go(href: &str) {
    let _ = dom::window().location().assign(href);
}
