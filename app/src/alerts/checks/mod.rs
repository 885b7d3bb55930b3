//! `/p/{project}/checks`: what is asked, and how it answers.

mod actions;
mod chart;
mod edit;
mod fields;
mod list;
mod new;
mod ping_help;
mod show;

pub use actions::{archive, pause, resume, run_now};
pub use edit::{save, show as edit};
pub use list::show as list;
pub use new::{create, show as new};
pub use show::{follow, show};
