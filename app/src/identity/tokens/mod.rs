//! `/tokens`: the keys of machines.

mod create;
mod example;
mod list;
mod one;

pub use create::submit as create;
pub use list::show as list;
pub use one::{revoke, show};

const PATH: &str = "/tokens";
