use leptos::prelude::*;

/// A key, commit, version, address or command: monospaced, always left to right, isolated from the sentence.
#[component]
pub fn Code(#[prop(into)] text: String) -> impl IntoView {
    view! { <code dir="ltr">{text}</code> }
}

/// A text that a person typed, isolated so that its direction does not reorder what stands around it.
#[component]
pub fn Bdi(#[prop(into)] text: String) -> impl IntoView {
    view! { <bdi>{text}</bdi> }
}
