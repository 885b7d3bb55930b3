//! The interactive components: the only code of ours that runs in the browser.
//!
//! Each stands on HTML that works without it. They carry no texts: the page that shows an island passes its words.

#![allow(clippy::needless_pass_by_value, reason = "a component owns its properties")]

mod copy;
mod dom;
mod enhance;
mod opened;
mod palette;
mod preview;
mod rollout;
mod shortcuts;

pub use copy::CopyButton;
pub use enhance::Enhance;
pub use opened::Opened;
pub use palette::{Palette, PaletteItem, PaletteWords};
pub use preview::MarkdownPreview;
pub use rollout::{RolloutSlider, RolloutWords};
pub use shortcuts::{Shortcut, Shortcuts};

/// Called by the page's script once the module is loaded.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
