use leptos::prelude::*;

/// A bordered part of a page; with a title it is a section with a heading of its own.
#[component]
pub fn Card(
    #[prop(optional, into)] title: Option<String>,
    #[prop(optional)] actions: Option<AnyView>,
    /// Leaves out the inner space, for a table that reaches the edges.
    #[prop(optional)]
    flush: bool,
    children: Children,
) -> impl IntoView {
    let head = (title.is_some() || actions.is_some()).then(|| {
        view! {
            <header class="card-head">
                {title.map(|title| view! { <h2>{title}</h2> })}
                {actions.map(|actions| view! { <div class="card-actions">{actions}</div> })}
            </header>
        }
    });
    let class = if flush { "card card-flush" } else { "card" };
    view! { <section class=class>{head}<div class="card-body">{children()}</div></section> }
}
