//! What makes plain pages react in place: forms, live regions, menus, toasts, local times.

mod live;
mod menus;
mod outcome;
mod refresh;
mod submit;
mod times;
mod toast;

use crate::dom;
use leptos::prelude::*;

/// Mounted once a page. Everything is delegated from the document, so parts swapped in later need no wiring.
#[island]
pub fn Enhance(
    /// What to say when the server cannot be reached.
    network_failed: String,
) -> impl IntoView {
    Effect::new(move || {
        let network_failed = network_failed.clone();
        if let Some(root) = dom::document().document_element() {
            let _ = root.set_attribute("data-scripts", "");
        }
        menus::close_on_demand();
        submit::intercept(network_failed);
        times::localise();
        dom::when_shown(|| {
            toast::show_kept();
            live::follow();
        });
    });
    view! { <span hidden></span> }
}
