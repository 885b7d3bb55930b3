use super::field::Anatomy;
use crate::forms::FormState;
use arkan_locales::Lang;
use leptos::prelude::*;

/// One of a list: pairs of value and label.
#[component]
pub fn SelectField(
    #[prop(into)] form_id: String,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into)] state: FormState,
    lang: Lang,
    #[prop(optional)] options: Vec<(String, String)>,
    /// Options below headings, after those that have none.
    #[prop(optional)]
    groups: Vec<(String, Vec<(String, String)>)>,
    #[prop(optional, into)] value: Option<String>,
    #[prop(optional, into)] help: Option<String>,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let parts = Anatomy::new((&form_id, &name), &label, help, required, (&state, lang));
    let chosen = state.value(&name, value.as_deref().unwrap_or_default());
    let listed = |options: Vec<(String, String)>| -> Vec<_> {
        options
            .into_iter()
            .map(|(value, label)| {
                let selected = value == chosen;
                view! { <option value=value selected=selected>{label}</option> }
            })
            .collect()
    };
    let groups: Vec<_> = groups
        .into_iter()
        .map(|(label, options)| view! { <optgroup label=label>{listed(options)}</optgroup> })
        .collect();
    let options = listed(options);
    view! {
        <div class="field" data-field=name>
            {parts.label}
            <select
                id=parts.id
                name=name.clone()
                required=required
                aria-invalid=parts.invalid
                aria-describedby=parts.described_by
            >
                {options}
                {groups}
            </select>
            {parts.error}
            {parts.help}
        </div>
    }
}

/// A yes or no. With `value`, one of several boxes that share a name.
#[component]
pub fn Checkbox(
    #[prop(into)] form_id: String,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into)] state: FormState,
    lang: Lang,
    /// Whether the stored value is yes.
    #[prop(optional)]
    checked: bool,
    #[prop(optional, into)] value: Option<String>,
    #[prop(optional, into)] help: Option<String>,
) -> impl IntoView {
    let parts = Anatomy::new((&form_id, &name), &label, help, true, (&state, lang));
    let ticked = match &value {
        Some(value) if state.was_sent() => state.values.all(&name).contains(value),
        _ => state.ticked(&name, checked),
    };
    let id = value
        .as_ref()
        .map_or_else(|| parts.id.clone(), |value| format!("{}-{value}", parts.id));
    view! {
        <div class="field field-check" data-field=name>
            <input
                type="checkbox"
                id=id.clone()
                name=name.clone()
                value=value.unwrap_or_else(|| "on".to_owned())
                checked=ticked
                aria-invalid=parts.invalid
                aria-describedby=parts.described_by
            />
            <label for=id>{label}</label>
            {parts.error}
            {parts.help}
        </div>
    }
}
