//! Guides: texts in two languages, their revisions, search, and who has read what.

mod archive;
mod compare;
mod create;
mod import;
mod list;
mod markdown;
mod offers;
mod queries;
mod read;
mod reads;
mod revise;
mod search;
mod shipped;

#[cfg(test)]
mod tests;

pub use archive::{archive, restore};
pub use compare::{Comparison, DiffLine, DiffPart, LineKind, compare, compare_texts};
pub use create::{NewGuide, create};
pub use import::{Imported, import};
pub use list::{Listed, list};
pub use markdown::{Heading, Rendered, render};
pub use offers::{dismiss_offer, offer, take_offer};
pub use queries::{Guide, Head, Offer, Origin, ReadRow, Revision};
pub use read::{Translation, find, history, newest, newest_of_both, revision, translation};
pub use reads::{Mine, acknowledge, mine, opened, readers};
pub use revise::{Revise, revise};
pub use search::{Found, search};
