use crate::ui::{Notice, Tone};
use arkan_islands::CopyButton;
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// A secret that is shown this once, to be copied, with what to do with it below.
#[component]
pub(super) fn SecretBox(
    lang: Lang,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(into)] secret: String,
    #[prop(optional)] example: Option<String>,
) -> impl IntoView {
    let copy = move |text: String| {
        view! { <CopyButton text=text label=t::identity::copy(lang).to_owned() done=t::identity::copied(lang).to_owned()/> }
    };
    let example = example.map(|example| {
        view! {
            <p class="small muted">{t::identity::token_example(lang)}</p>
            <pre class="mono small" dir="ltr" tabindex="0"><code>{example.clone()}</code></pre>
            {copy(example)}
        }
    });
    view! {
        <Notice tone=Tone::Ok title=title>
            <div class="stack">
                <p>{text}</p>
                <p><code class="break-all" dir="ltr" data-secret>{secret.clone()}</code>" "{copy(secret)}</p>
                {example}
            </div>
        </Notice>
    }
}
