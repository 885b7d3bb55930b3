//! Pages of change requests, and of where changes need approvals.

mod acts;
mod approvals;
mod case;
mod decide;
mod diff;
mod edit;
mod list;
mod page;
mod thread;
mod timeline;
mod waiting;
mod words;

pub use timeline::sentence;
pub use waiting::{card as waiting_card, waiting};

use crate::page::AppState;
use axum::{
    Router,
    routing::{get, post},
};

/// The pages and forms of requests.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/p/{project}/requests", get(list::show))
        .route("/p/{project}/requests/{id}", get(page::show))
        .route("/p/{project}/requests/{id}/approve", post(acts::approve))
        .route("/p/{project}/requests/{id}/reject", post(acts::reject))
        .route("/p/{project}/requests/{id}/withdraw", post(acts::withdraw))
        .route("/p/{project}/requests/{id}/comment", post(acts::comment))
        .route("/p/{project}/requests/{id}/apply", post(acts::apply))
        .route("/p/{project}/requests/{id}/schedule", post(acts::schedule))
        .route("/p/{project}/requests/{id}/rebase", post(acts::rebase))
        .route("/p/{project}/approvals", get(approvals::show))
        .route("/p/{project}/approvals/{environment}", post(approvals::set))
}
