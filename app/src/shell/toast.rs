use super::frame::Toast;
use crate::ui::{Icon, IconName, SeverityMark};
use arkan_domain::pillar::Severity;
use leptos::prelude::*;

/// Where what an action did is told: by the server after a redirect, by a script without one.
///
/// The templates hold one empty toast a kind, so that a script draws what the server draws.
#[component]
pub(super) fn Toasts(toast: Option<Toast>, #[prop(into)] close: String) -> impl IntoView {
    let shown = toast.map(|toast| one(toast.kind, toast.text, &close));
    let templates: Vec<_> = Severity::ALL
        .iter()
        .map(|kind| {
            let id = format!("toast-{kind}");
            view! { <template id=id>{one(*kind, String::new(), &close)}</template> }
        })
        .collect();
    view! {
        <div id="toasts" class="toasts" role="status" aria-live="polite">{shown}</div>
        {templates}
    }
}

fn one(kind: Severity, text: String, close: &str) -> impl IntoView + use<> {
    view! {
        <div class=format!("toast toast-{kind}")>
            <SeverityMark severity=kind/>
            <p>{text}</p>
            <button type="button" class="icon-button needs-script" data-dismiss aria-label=close.to_owned()>
                <Icon name=IconName::Close/>
            </button>
        </div>
    }
}
