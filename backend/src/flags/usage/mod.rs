//! What flags are used for: by whom they are asked, where they stand in their life, whom a draft would reach.

mod complete;
mod contexts;
mod life;
mod report;

#[cfg(test)]
mod tests;

pub use complete::{complete, reopen};
pub use contexts::{Keeping, keep_contexts, keeping};
pub use life::{Found, Life, StalePage, life, stale};
pub use report::{Bar, Report, Span, VariantUse, report};
