//! Flags: service, SQL, and the engines that evaluate them in memory.

mod engines;
pub mod experiments;
pub mod plans;
mod queries;
pub mod requests;
mod service;
#[cfg(test)]
pub(crate) mod testing;
pub mod transfer;
mod usage;

pub use engines::{
    Answer, Asked, Bucket, Caller, Chosen, Condition, Counted, Enabled, Engine, Engines, Explanation, Feed, Given,
    MOST_CONTEXTS, Needed, Published, Restored, Saying, Serving, Source, Tried, Unanswered, Written, audience,
    contexts_seen, flush, reload, restore as restore_snapshot, run,
};
pub use queries::seen::App;
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
pub use usage::{
    Bar, Found, Keeping, Life, Report, Span, StalePage, VariantUse, complete, keep_contexts, keeping, life, reopen,
    report, stale,
};
