//! The frame around every page: head, navigation, top bar, and the way a view becomes HTML.

#![allow(clippy::needless_pass_by_value, reason = "a component owns its properties")]

mod bare;
mod document;
mod frame;
mod head;
mod islands;
mod menus;
mod nav;
mod preferences;
mod render;
mod switchers;
mod toast;

#[cfg(test)]
mod tests;

pub use bare::bare_document;
pub use document::document;
pub use frame::{Choice, Crumb, Frame, FrameUser, NavItem, PaletteEntry, Theme, Toast};
pub use render::render;
