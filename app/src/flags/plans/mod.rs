//! Pages of rollout plans.

mod acts;
mod fields;
mod page;
mod standing;
mod start;
mod steer;
mod stepper;
mod terms;
mod timeline;
mod words;

pub use acts::{Keys, Spot};
pub use terms::terms;
pub use timeline::{line, sentence};
pub use words::{state as state_words, trip_text};

use crate::page::AppState;
use axum::{
    Router,
    routing::{get, post},
};

/// The pages and forms of plans.
pub fn router() -> Router<AppState> {
    Router::new()
        .route(
            "/p/{project}/flags/{key}/{environment}/plan",
            get(page::show).post(start::start),
        )
        .route("/p/{project}/flags/{key}/{environment}/plan/pause", post(acts::pause))
        .route("/p/{project}/flags/{key}/{environment}/plan/resume", post(acts::resume))
        .route("/p/{project}/flags/{key}/{environment}/plan/skip", post(acts::skip))
        .route("/p/{project}/flags/{key}/{environment}/plan/cancel", post(acts::cancel))
}
