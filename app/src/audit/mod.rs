//! Pages of the audit trail.

mod asked;
mod changes;
mod csv;
mod entry;
mod list;
mod verify;

use crate::page::AppState;
use axum::{Router, routing::get};

/// The trail: to read, to take along, to check.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/audit", get(list::show))
        .route("/audit.csv", get(csv::download))
        .route("/audit/verify", get(verify::show))
}
