//! Pages, shell and design system, rendered on the server.

pub mod forms;
pub mod shell;
pub mod ui;
