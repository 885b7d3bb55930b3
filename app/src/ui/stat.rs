use leptos::prelude::*;

/// One number that matters, with what it means below it.
#[component]
pub fn Stat(
    #[prop(into)] label: String,
    #[prop(into)] value: String,
    #[prop(optional, into)] hint: Option<String>,
) -> impl IntoView {
    view! {
        <div class="stat">
            <p class="stat-label">{label}</p>
            <p class="stat-value"><bdi>{value}</bdi></p>
            {hint.map(|hint| view! { <p class="stat-hint">{hint}</p> })}
        </div>
    }
}

/// Names and values of one thing, under each other.
#[component]
pub fn DefinitionList(rows: Vec<(String, AnyView)>) -> impl IntoView {
    let rows: Vec<_> = rows
        .into_iter()
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
        .collect();
    view! { <dl class="definitions">{rows}</dl> }
}
