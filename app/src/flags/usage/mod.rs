//! What flags are used for: usage, stages of their life, what is kept of those who ask.

mod apps;
mod chart;
mod complete;
mod contexts;
mod life;
mod page;
mod stale;
mod words;

pub use life::{life_card, load_life};
pub use words::{history, sentence};

use crate::page::AppState;
use axum::{
    Router,
    routing::{get, post},
};

/// The pages and forms of this part.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/p/{project}/flags/stale", get(stale::show))
        .route("/p/{project}/flags/contexts", get(contexts::show))
        .route("/p/{project}/flags/contexts/{environment}", post(contexts::keep))
        .route("/p/{project}/flags/{key}/usage", get(page::show))
        .route("/p/{project}/flags/{key}/complete", post(complete::complete))
        .route("/p/{project}/flags/{key}/reopen", post(complete::reopen))
}
