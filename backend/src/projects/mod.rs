//! Projects and their environments: the places in which everything else happens.

mod queries;
mod service;

pub use queries::{Environment, Project};
pub use service::{NewEnvironment, NewProject, OWN_PROJECT, create, ensure_own, environment, environments, find, list};
