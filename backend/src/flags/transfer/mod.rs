//! Export, import, and copies of flags: files, and what they would change here.

mod apply;
mod copy;
mod export;
mod plan;
mod portable;

#[cfg(test)]
mod tests;

pub use apply::import;
pub use copy::copied;
pub use export::export;
pub use plan::{Change, Outcome, Plan, What, plan};
