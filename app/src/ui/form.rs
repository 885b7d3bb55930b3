use crate::forms::{FormState, problem_text};
use arkan_locales::{Lang, t};
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The labels of a form's fields by name, noted while its children are built, so that the summary can name them.
#[derive(Clone, Default)]
struct Labels(Arc<Mutex<BTreeMap<String, String>>>);

impl Labels {
    fn take(&self) -> BTreeMap<String, String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Tells the form around a field what the field is called.
pub(crate) fn note_label(name: &str, label: &str) {
    if let Some(labels) = use_context::<Labels>() {
        labels
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(name.to_owned(), label.to_owned());
    }
}

impl From<&FormState> for FormState {
    fn from(state: &FormState) -> Self {
        state.clone()
    }
}

/// The one kind of form: a plain post, enhanced in place where scripts run, with what was wrong summed up on top.
#[component]
pub fn Form(
    #[prop(into)] id: String,
    #[prop(into)] action: String,
    lang: Lang,
    #[prop(into)] state: FormState,
    /// Further classes, such as `form-inline` for a form of one row.
    #[prop(optional, into)]
    class: Option<String>,
    children: Children,
) -> impl IntoView {
    let labels = Labels::default();
    provide_context(labels.clone());
    let fields = children();
    let summary = summary(&id, lang, &state, &labels.take());
    let class = class.map_or_else(|| "form".to_owned(), |more| format!("form {more}"));
    view! {
        <form
            method="post"
            id=id
            action=action
            class=class
            data-enhance
            data-busy=t::form::busy(lang)
            novalidate
        >
            <input type="hidden" name="_form" value=id.clone()/>
            {summary}
            {fields}
        </form>
    }
}

/// The box that says what is wrong. It is there, hidden, before anything is: a script fills the same one.
fn summary(id: &str, lang: Lang, state: &FormState, labels: &BTreeMap<String, String>) -> impl IntoView + use<> {
    let count = state.errors.iter().count() as u64;
    let title = state
        .refusal
        .clone()
        .or_else(|| (count > 0).then(|| t::form::summary(lang, count)));
    let hidden = title.is_none();
    let items: Vec<_> = state
        .errors
        .iter()
        .map(|(field, problem)| {
            let text = problem_text(lang, problem);
            let text = labels
                .get(field)
                .map_or_else(|| text.clone(), |label| format!("{label}: {text}"));
            view! { <li><a href=format!("#{id}-{field}")>{text}</a></li> }
        })
        .collect();
    view! {
        <div
            id=format!("{id}-summary")
            class="form-summary"
            role="alert"
            tabindex="-1"
            hidden=hidden
            autofocus=!hidden
            data-title=t::ui::attention(lang)
        >
            <p>{title}</p>
            <ul>{items}</ul>
        </div>
    }
}
