//! The SQL of the flags pillar.

mod bulk;
pub(super) mod contexts;
mod fields;
mod flags;
mod list;
mod measure;
mod order;
pub(super) mod partitions;
mod prerequisites;
mod search;
pub(super) mod seen;
mod segments;
mod state;
mod tags;
pub(super) mod usage;
mod versions;

pub(super) use bulk::{by_keys, lock_many, set_owner, touch_details};
pub use fields::ContextField;
pub(super) use fields::{delete_field, fields, lock_field, put_field};
pub use flags::{Flag, FlagState};
pub(super) use flags::{
    by_id, by_key, insert, insert_state, lock, lock_state, set_archived, states, touch, update_details, update_state,
};
pub use list::{Filter, Listed, StateFilter};
pub(super) use list::{list, list_across};
pub use measure::Usage;
pub(super) use measure::{forget_sketches, merge_sketch, sketches, usage as usage_since};
pub use order::{Cursor, Order};
pub(super) use prerequisites::{delete_prerequisite, lock_needs, needed_by, needing, needs, put_prerequisite};
pub(super) use search::search;
pub use segments::{Segment, SegmentReach, SegmentUser};
pub(super) use segments::{
    delete_segment, insert_segment, lock_segment, segment_reach, segment_users, segments, update_segment,
};
pub use state::{Loaded, Prerequisite, SegmentRow, StateRow};
pub(super) use state::{bump, load, revisions};
pub(super) use tags::{all_tags, favourites, replace_tags, set_favourite, tags};
pub use versions::FlagVersion;
pub(super) use versions::{insert_version, version, versions};
