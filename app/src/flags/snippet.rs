use crate::ui::Card;
use arkan_islands::CopyButton;
use arkan_locales::{Lang, t};
use leptos::prelude::*;
use url::Url;

/// How to ask for a flag from outside.
pub fn snippet(lang: Lang, origin: &Url, key: &str) -> AnyView {
    let url = format!("{}ofrep/v1/evaluate/flags/{key}", base(origin));
    let command = format!(
        "curl -X POST {url} \\\n  -H \"Authorization: Bearer $ARKAN_TOKEN\" \\\n  -H \"Content-Type: application/json\" \\\n  -d '{{\"context\":{{\"targetingKey\":\"user-1\"}}}}'"
    );
    let copy = view! {
        <CopyButton text=command.clone() label=t::flags::copy(lang).to_owned() done=t::flags::copied(lang).to_owned()/>
    };
    view! {
        <Card title=t::flags::snippet_title(lang) actions=copy.into_any()>
            <pre class="command" dir="ltr" tabindex="0"><code>{command}</code></pre>
            <p class="field-help">{t::flags::snippet_help(lang)}</p>
        </Card>
    }
    .into_any()
}

/// The address under which the console is known, ending in a slash.
fn base(origin: &Url) -> String {
    let text = origin.as_str();
    if text.ends_with('/') {
        text.to_owned()
    } else {
        format!("{text}/")
    }
}
