//! Change requests: where an environment asks for approvals, a change of a flag is asked for, approved and then made.

mod apply;
mod case;
mod decide;
mod model;
mod open;
mod queries;
mod rules;

#[cfg(test)]
mod tests;

pub use apply::{apply, apply_due, schedule};
pub use decide::{approve, comment, edit, rebase, reject, withdraw};
pub use model::{ChangeRequest, RequestDetail, RequestEvent};
pub use queries::Given;
pub use rules::{detail, list, open_count, rules, set_rule, to_approve};

pub(super) use open::{open, refuse_anywhere, rule};
