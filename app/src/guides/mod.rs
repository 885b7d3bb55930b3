//! Pages of the guides pillar.

mod acknowledge;
mod archive;
mod diff;
mod edit;
mod history;
mod list;
mod new;
mod offer;
mod parts;
mod preview;
mod readers;
mod reading;
mod refusal;
mod search;
mod timeline;

pub use refusal::refusal;
pub use search::search;
pub use timeline::sentence;

use crate::page::AppState;
use axum::{
    Router,
    routing::{get, post},
};

/// The pillar's pages and forms.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/guides", get(list::show))
        .route("/guides/new", get(new::show).post(new::create))
        .route("/guides/preview", post(preview::preview))
        .route("/guides/{slug}", get(reading::show))
        .route("/guides/{slug}/edit", get(edit::show).post(edit::save))
        .route("/guides/{slug}/history", get(history::show))
        .route("/guides/{slug}/diff", get(diff::show))
        .route("/guides/{slug}/readers", get(readers::show))
        .route("/guides/{slug}/offer", get(offer::show).post(offer::decide))
        .route("/guides/{slug}/opened", post(acknowledge::opened))
        .route("/guides/{slug}/acknowledge", post(acknowledge::acknowledge))
        .route("/guides/{slug}/archive", post(archive::archive))
        .route("/guides/{slug}/restore", post(archive::restore))
}
