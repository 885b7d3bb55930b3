//! Pages of the backups pillar.

mod actions;
mod backup_page;
mod drill_page;
mod key_card;
mod list_page;
mod list_table;
mod policy_card;
mod proof_card;
mod refusal;
mod running;
mod timeline;
mod words;

pub use refusal::refusal;
pub use timeline::{alert_title, sentence};

use crate::page::AppState;
use axum::{
    Router,
    routing::{get, post},
};

/// The pillar's pages and forms.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/backups", get(list_page::show))
        .route("/backups/run", post(actions::run))
        .route("/backups/prove", post(actions::prove))
        .route("/backups/policy", post(actions::policy))
        .route("/backups/{id}", get(backup_page::show))
        .route("/backups/{id}/cancel", post(actions::cancel_backup))
        .route("/backups/{id}/file", get(actions::download))
        .route("/backups/drills/{id}", get(drill_page::show))
        .route("/backups/drills/{id}/cancel", post(actions::cancel_drill))
}
