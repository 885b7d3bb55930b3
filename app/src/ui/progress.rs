use leptos::prelude::*;

/// How far a job is, in percent; without a value it only says that it runs.
#[component]
pub fn Progress(value: Option<u8>, #[prop(into)] label: String) -> impl IntoView {
    let shown = value.map(|value| format!("{} %", value.min(100)));
    let bar = match value {
        Some(value) => {
            view! { <progress max="100" value=value.min(100).to_string() aria-label=label.clone()></progress> }
                .into_any()
        }
        None => view! { <progress aria-label=label.clone()></progress> }.into_any(),
    };
    view! {
        <div class="progress">
            <div class="progress-text"><span>{label}</span>{shown.map(|text| view! { <span class="num" dir="ltr">{text}</span> })}</div>
            {bar}
        </div>
    }
}
