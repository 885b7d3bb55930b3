use hydration_context::SsrSharedContext;
use leptos::nonce::Nonce;
use leptos::prelude::*;
use std::sync::Arc;

/// Turns a view into HTML. Everything a page shows is at hand before it is built, so nothing streams and nothing waits.
#[must_use]
pub fn render(nonce: &str, view: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| {
        provide_context(Nonce::from_value(nonce));
        view().to_html()
    });
    owner.unset_with_forced_cleanup();
    html
}
