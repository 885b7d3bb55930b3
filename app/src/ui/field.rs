use super::form::note_label;
use crate::forms::{FormState, problem_text};
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// What every field has: ids, label, help and the problem beside it.
pub(super) struct Anatomy {
    pub id: String,
    pub label: AnyView,
    pub help: Option<AnyView>,
    pub error: AnyView,
    pub invalid: Option<&'static str>,
    pub described_by: Option<String>,
}

impl Anatomy {
    pub fn new(
        (form_id, name): (&str, &str),
        label: &str,
        help: Option<impl IntoView + 'static>,
        required: bool,
        (state, lang): (&FormState, Lang),
    ) -> Self {
        note_label(name, label);
        let id = format!("{form_id}-{name}");
        let problem = state.error(name).map(|problem| problem_text(lang, problem));
        let fine = problem.is_none();
        let error_id = format!("{id}-error");
        let help_id = format!("{id}-help");
        let described: Vec<&str> = [
            problem.as_ref().map(|_| error_id.as_str()),
            help.as_ref().map(|_| help_id.as_str()),
        ]
        .into_iter()
        .flatten()
        .collect();
        let described_by = (!described.is_empty()).then(|| described.join(" "));
        let optional = (!required).then(|| view! { <span class="field-optional">{t::form::optional(lang)}</span> });
        Self {
            label: view! { <label for=id.clone()>{label.to_owned()}{optional}</label> }.into_any(),
            help: help.map(|help| view! { <p class="field-help" id=help_id>{help}</p> }.into_any()),
            invalid: problem.is_some().then_some("true"),
            error: view! { <p class="field-error" id=error_id hidden=fine>{problem}</p> }.into_any(),
            described_by,
            id,
        }
    }
}

/// A one-line field.
#[component]
pub fn TextField(
    #[prop(into)] form_id: String,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into)] state: FormState,
    lang: Lang,
    /// What is stored, shown until something else was typed.
    #[prop(optional, into)]
    value: Option<String>,
    #[prop(optional, into)] help: Option<String>,
    /// `text`, `email`, `password`, `url`, `number`, `search` or a date type.
    #[prop(optional, into)]
    kind: Option<String>,
    /// `ltr` for what is never Arabic; otherwise the text decides.
    #[prop(optional, into)]
    dir: Option<String>,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] autocomplete: Option<String>,
    #[prop(optional, into)] placeholder: Option<String>,
    /// The id of a datalist with values to choose from.
    #[prop(optional, into)]
    list: Option<String>,
    #[prop(optional)] min: Option<i64>,
    #[prop(optional)] max: Option<i64>,
    /// The id of a `datalist` with values to choose from.
    #[prop(optional, into)]
    list: Option<String>,
) -> impl IntoView {
    let kind = kind.unwrap_or_else(|| "text".to_owned());
    let parts = Anatomy::new((&form_id, &name), &label, help, required, (&state, lang));
    // A password never travels back to the page.
    let value = (kind != "password").then(|| state.value(&name, value.as_deref().unwrap_or_default()));
    let latin = matches!(kind.as_str(), "email" | "password" | "url" | "number");
    let dir = dir.unwrap_or_else(|| if latin { "ltr" } else { "auto" }.to_owned());
    view! {
        <div class="field" data-field=name>
            {parts.label}
            <input
                id=parts.id
                name=name.clone()
                type=kind
                value=value
                dir=dir
                required=required
                autocomplete=autocomplete
                placeholder=placeholder
                list=list
                min=min.map(|min| min.to_string())
                max=max.map(|max| max.to_string())
                list=list
                aria-invalid=parts.invalid
                aria-describedby=parts.described_by
            />
            {parts.error}
            {parts.help}
        </div>
    }
}
