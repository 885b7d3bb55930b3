use super::frame::Frame;
use crate::ui::escape;
use arkan_locales::{Lang, t};
use leptos::hydration::{AutoReload, HydrationScripts};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_config::LeptosOptions;

/// Links are fetched and drawn before they are clicked. Never what downloads, streams or signs out.
const SPECULATION_RULES: &str = r#"{"prerender":[{"where":{"and":[{"href_matches":"/*"},{"not":{"href_matches":["/logout*","/login*","/events*","/static/*","/api/*","/*.csv*","/*download*"]}},{"not":{"selector_matches":"[download],[rel~=nofollow],[target],[data-no-prerender]"}}]},"eagerness":"moderate"}]}"#;

/// The head of a document: title, style, fonts of the language, and the islands if there are any.
#[component]
pub(super) fn Head(frame: Frame) -> impl IntoView {
    let Frame {
        lang,
        assets,
        title,
        scripts,
        ..
    } = frame;
    let title = if title.is_empty() {
        t::shell::app_name(lang).to_owned()
    } else {
        format!("{title} · {}", t::shell::app_name(lang))
    };
    // Inside a title, the marks that a text child leaves for hydration would be shown.
    let title = escape(&title);
    let fonts: &[&str] = match lang {
        Lang::En => &["plex-sans-400", "plex-sans-600"],
        Lang::Ar => &["plex-arabic-400", "plex-arabic-600"],
    };
    let fonts: Vec<_> = fonts
        .iter()
        .map(|font| {
            let href = format!("{assets}/fonts/{font}.woff2");
            view! { <link rel="preload" r#as="font" r#type="font/woff2" href=href crossorigin="anonymous"/> }
        })
        .collect();
    let islands = scripts.then(|| {
        let options = LeptosOptions::builder()
            .output_name("arkan")
            .site_pkg_dir("pkg")
            .build();
        view! {
            <script r#type="speculationrules" nonce=use_nonce()>{SPECULATION_RULES}</script>
            <AutoReload options=options.clone()/>
            <HydrationScripts options=options islands=true root=assets.clone()/>
        }
    });
    view! {
        <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
            <meta name="color-scheme" content="light dark"/>
            <title inner_html=title></title>
            {fonts}
            <link rel="stylesheet" href=format!("{assets}/pkg/arkan.css")/>
            <link rel="icon" r#type="image/svg+xml" href=format!("{assets}/favicon.svg")/>
            {islands}
        </head>
    }
}
