//! `/alerts/channels`: where notifications go.

mod fields;
mod list;
mod new;
mod show;

pub use list::show as list;
pub use new::{create, show as new};
pub use show::{rotate, save, send_test, show};

/// The session's key for a signing secret on its way to being shown once.
const SESSION_SECRET: &str = "channel_secret";
