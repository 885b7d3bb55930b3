use super::TextField;
use crate::forms::FormState;
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// Why something is done, for whoever reads the history. The field is called `reason`.
#[component]
pub fn ReasonField(
    #[prop(into)] form_id: String,
    #[prop(into)] state: FormState,
    lang: Lang,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    view! {
        <TextField
            form_id=form_id
            name="reason"
            label=t::form::reason(lang)
            help=t::form::reason_help(lang)
            state=state
            lang=lang
            required=required
            autocomplete="off"
        />
    }
}

/// Asks for the name of what would be lost before it is lost. The field is called `confirm`.
#[component]
pub fn ConfirmName(
    #[prop(into)] form_id: String,
    #[prop(into)] expected: String,
    #[prop(into)] state: FormState,
    lang: Lang,
) -> impl IntoView {
    view! {
        <TextField
            form_id=form_id
            name="confirm"
            label=t::ui::confirm_name(lang, &expected)
            state=state
            lang=lang
            required=true
            autocomplete="off"
        />
    }
}
