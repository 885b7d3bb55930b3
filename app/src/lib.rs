//! Pages, shell and design system, rendered on the server.

pub mod alerts;
pub mod audit;
pub mod backups;
mod csv;
pub mod dashboard;
pub mod deployments;
pub mod flags;
pub mod forms;
pub mod freezes;
pub mod guides;
pub mod identity;
pub mod jobs;
pub mod page;
pub mod projects;
pub mod reference;
pub mod shell;
pub mod ui;

mod routes;

pub use routes::router;
