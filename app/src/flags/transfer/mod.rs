//! Flags as files, and copies of flags: what would change is shown before it does.

mod changes;
mod copy;
mod lines;
mod page;
mod preview;
mod upload;

pub use copy::{copy, show as show_copy};
pub use page::{export, show};
pub use preview::{apply, preview};
