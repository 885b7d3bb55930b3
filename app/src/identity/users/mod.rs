//! `/users`: who may sign in, and who was invited to.

mod invite;
mod list;
mod one;

pub use invite::{submit as invite, withdraw};
pub use list::show as list;
pub use one::{disable, enable, set_role, show};

const PATH: &str = "/users";
