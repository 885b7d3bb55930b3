//! Markdown to HTML that is safe to show: raw HTML is escaped, links go where they say and nowhere else.

mod direction;
mod link;
mod plain;
mod render;

pub use plain::plain;
pub use render::{Heading, Rendered, render};

use comrak::Options;

/// `CommonMark` with GitHub's tables, task lists, strike-through, bare links and footnotes.
fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.tasklist = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.footnotes = true;
    options.render.escape = true;
    options
}
