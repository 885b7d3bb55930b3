use super::field::Anatomy;
use crate::forms::FormState;
use arkan_locales::Lang;
use leptos::prelude::*;

/// A field of several lines.
#[component]
pub fn TextArea(
    #[prop(into)] form_id: String,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into)] state: FormState,
    lang: Lang,
    #[prop(optional, into)] value: Option<String>,
    #[prop(optional, into)] help: Option<String>,
    /// Help with more than plain text in it, instead of `help`.
    #[prop(optional)]
    hints: Option<AnyView>,
    #[prop(optional, into)] dir: Option<String>,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(default = 4)] rows: u16,
    /// Monospaced, for Markdown, JSON and commands.
    #[prop(optional)]
    mono: bool,
) -> impl IntoView {
    let help = hints.or_else(|| help.map(IntoAny::into_any));
    let parts = Anatomy::new((&form_id, &name), &label, help, required, (&state, lang));
    let text = state.value(&name, value.as_deref().unwrap_or_default());
    view! {
        <div class="field" data-field=name>
            {parts.label}
            <textarea
                id=parts.id
                name=name.clone()
                class=mono.then_some("mono")
                rows=rows.to_string()
                dir=dir.unwrap_or_else(|| "auto".to_owned())
                required=required
                placeholder=placeholder
                aria-invalid=parts.invalid
                aria-describedby=parts.described_by
                inner_html=textarea_content(&text)
            ></textarea>
            {parts.error}
            {parts.help}
        </div>
    }
}

/// Escapes a textarea's content, which Leptos 0.8 does not do (leptos#4819), and protects its first line break:
/// the parser drops one after the opening tag, so there is one to be dropped.
pub(crate) fn textarea_content(text: &str) -> String {
    format!("\n{}", escape(text))
}

/// Escapes text for the few elements whose content is set as HTML.
pub(crate) fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            c => html.push(c),
        }
    }
    html
}
