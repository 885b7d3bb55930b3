//! Flags: service, SQL, and the engines that evaluate them in memory.

mod engines;
mod queries;
mod service;
#[cfg(test)]
mod testing;

pub use engines::{Answer, Asked, Engine, Engines, Published, Unanswered, audience, flush, reload, run};
pub use queries::{Cursor, Filter, Flag, FlagState, Listed, StateFilter, StateRow, Usage};
pub use service::{
    Details, NewFlag, Target, archive, create, edit, find, kill, list, restore, revive, search, set_enabled,
    set_percentage, states, usage,
};
