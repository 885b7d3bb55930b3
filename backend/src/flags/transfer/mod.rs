//! Export, import, and copies of flags: files, and what they would change here.

mod apply;
mod change;
mod copy;
mod export;
mod plan;
mod portable;

#[cfg(test)]
mod tests;

pub use apply::import;
pub use change::{Change, Outcome, Plan, What};
pub use copy::copied;
pub use export::export;
pub use plan::plan;
