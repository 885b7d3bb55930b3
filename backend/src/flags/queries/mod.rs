//! The SQL of the flags pillar.

mod flags;
mod list;
mod measure;
mod state;

pub use flags::{Flag, FlagState};
pub(super) use flags::{
    by_key, insert, insert_state, lock, lock_state, set_archived, states, touch, update_details, update_state,
};
pub use list::{Cursor, Filter, Listed, StateFilter};
pub(super) use list::{list, search};
pub use measure::Usage;
pub(super) use measure::{add_usage, ensure_partition, forget_sketches, merge_sketch, sketches, usage};
pub use state::StateRow;
pub(super) use state::{bump, load, revisions};
