//! Flags: service, SQL, and the engines that evaluate them in memory.

mod engines;
pub mod plans;
mod queries;
mod service;
#[cfg(test)]
pub(crate) mod testing;

pub use engines::{
    Answer, Asked, Bucket, Chosen, Condition, Engine, Engines, Explanation, Feed, Needed, Published, Tried, Unanswered,
    audience, flush, reload, run,
};
pub use queries::{
    ContextField, Cursor, Filter, Flag, FlagState, FlagVersion, Listed, Loaded, Prerequisite, Segment, SegmentRow,
    StateFilter, StateRow, Usage,
};
pub use service::{
    Details, NewField, NewFlag, NewSegment, Target, archive, check_draft, context_fields, create, delete_field,
    delete_segment, edit, find, kill, list, needing, prerequisites, remove_prerequisite, restore, revert, revive,
    save_field, save_segment, search, segment_users, segments, set_enabled, set_percentage, set_prerequisite,
    set_state, states, usage, versions,
};
