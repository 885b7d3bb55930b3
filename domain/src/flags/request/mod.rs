//! Change requests: a change that is made only when enough people have approved just this change.

mod approval;
mod proposal;

pub use approval::{Approval, ApprovalRule, MAX_APPROVALS, counted};
pub use proposal::Proposal;

use crate::text_enum;

text_enum! {
    /// How a request stands.
    RequestState {
        /// It gathers approvals, or waits for its time.
        Open = "open",
        /// The change was made.
        Applied = "applied",
        Rejected = "rejected",
        /// Taken back by whoever asked.
        Withdrawn = "withdrawn",
    }
}

text_enum! {
    /// Why a request cannot be applied as it is.
    Trouble {
        /// The flag was changed since it was asked for.
        Stale = "stale",
        /// The change is refused for another reason, such as a kill or a plan that is under way.
        Refused = "refused",
    }
}
