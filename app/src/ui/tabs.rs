use leptos::prelude::*;

/// Views of one thing, each with its own address: label, address, whether it is shown now.
#[component]
pub fn Tabs(
    items: Vec<(String, String, bool)>,
    /// What the tabs are of, for those who do not see them.
    #[prop(optional, into)]
    label: Option<String>,
) -> impl IntoView {
    let links: Vec<_> = items
        .into_iter()
        .map(|(label, href, current)| {
            view! { <li><a href=href aria-current=current.then_some("page")>{label}</a></li> }
        })
        .collect();
    view! { <nav class="tabs" aria-label=label><ul>{links}</ul></nav> }
}
