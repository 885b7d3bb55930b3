use super::RolloutWords;
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement, HtmlFormElement, SubmitEvent};

/// Asks once before a form is sent.
#[derive(Clone, Copy)]
pub struct Confirm {
    pub dialog: NodeRef<html::Dialog>,
    pub root: NodeRef<html::Div>,
    pub confirmed: StoredValue<bool>,
}

impl Confirm {
    /// The form around the control.
    pub fn form(self) -> Option<HtmlFormElement> {
        let root: HtmlElement = self.root.get_untracked()?.unchecked_into();
        root.closest("form").ok().flatten()?.dyn_into().ok()
    }

    /// Holds the form back until the question was answered.
    pub fn before(self, event: &SubmitEvent, needed: bool) {
        let answered = self.confirmed.get_value();
        self.confirmed.set_value(false);
        if needed
            && !answered
            && let Some(dialog) = self.dialog()
        {
            event.prevent_default();
            let _ = dialog.show_modal();
        }
    }

    fn dialog(self) -> Option<HtmlDialogElement> {
        Some(self.dialog.get_untracked()?.unchecked_into())
    }

    fn close(self) {
        if let Some(dialog) = self.dialog() {
            dialog.close();
        }
    }

    /// The question and its two answers.
    pub fn question(
        self,
        title_id: String,
        words: &RolloutWords,
        fill: impl Fn(&str) -> String + Send + Sync + 'static,
    ) -> AnyView {
        let text = words.confirm_text.clone();
        let asks: Signal<String> = Signal::derive(move || fill(&text));
        let go = move |_| {
            self.close();
            self.confirmed.set_value(true);
            if let Some(form) = self.form() {
                let _ = form.request_submit();
            }
        };
        let RolloutWords {
            confirm_title,
            confirm,
            cancel,
            ..
        } = words.clone();
        view! {
            <dialog node_ref=self.dialog aria-labelledby=title_id>
                <div class="dialog-body">
                    <h2 id=title_id.clone()>{confirm_title}</h2>
                    <p>{move || asks.get()}</p>
                    <div class="dialog-actions">
                        <button type="button" class="btn btn-secondary" autofocus=true on:click=move |_| self.close()>{cancel}</button>
                        <button type="button" class="btn btn-primary" on:click=go>{confirm}</button>
                    </div>
                </div>
            </dialog>
        }
        .into_any()
    }
}
