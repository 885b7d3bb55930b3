//! The rules of a flag in one environment: as sentences, as differences, as a form.

mod card;
mod diff;
mod names;
mod sentence;

pub use card::{rules_card, rules_link};
pub use diff::draft_diff;
pub use names::segment_keys;
pub use sentence::{SegmentKeys, percent, strategy_sentence, variant_line};
