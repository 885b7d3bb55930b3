use leptos::prelude::*;

/// The head of a page: its one `h1`, what it is, what can be done.
#[component]
pub fn PageHead(
    #[prop(into)] title: String,
    #[prop(optional)] subtitle: Option<AnyView>,
    #[prop(optional)] actions: Option<AnyView>,
) -> impl IntoView {
    view! {
        <header class="page-head">
            <div class="page-title">
                <h1><bdi>{title}</bdi></h1>
                {subtitle.map(|subtitle| view! { <div class="page-subtitle">{subtitle}</div> })}
            </div>
            {actions.map(|actions| view! { <div class="page-actions">{actions}</div> })}
        </header>
    }
}
