//! Flags: service, SQL, and the engines that evaluate them in memory.

mod engines;
pub mod plans;
mod queries;
mod service;
#[cfg(test)]
pub(crate) mod testing;
pub mod transfer;

pub use engines::{
    Answer, Asked, Bucket, Chosen, Condition, Engine, Engines, Explanation, Feed, Needed, Published, Restored, Source,
    Tried, Unanswered, audience, flush, reload, restore as restore_snapshot, run,
};
pub use queries::{
    ContextField, Cursor, Filter, Flag, FlagState, FlagVersion, Listed, Loaded, Order, Prerequisite, Segment,
    SegmentReach, SegmentRow, SegmentUser, StateFilter, StateRow, Usage,
};
pub use service::{
    Bulk, Checked, Details, MAX_BULK, NewField, NewFlag, NewSegment, Target, all_tags, archive, bulk, check_draft,
    checked, context_fields, create, delete_field, delete_segment, edit, favourites, find, kill, list, mine, needing,
    prerequisites, remove_prerequisite, restore, revert, revive, save_field, save_segment, search, segment_reach,
    segment_users, segments, set_enabled, set_favourite, set_percentage, set_prerequisite, set_state, set_tags, states,
    tags, usage, versions,
};
