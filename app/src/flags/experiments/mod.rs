//! Pages of experiments.

mod about;
mod acts;
mod chart;
mod fields;
mod list;
mod numbers;
mod page;
mod plan;
mod ratio;
mod send;
mod size;
mod timeline;
mod verdict;
mod words;

pub use timeline::{line, sentence};
pub use words::no_groups;

use crate::page::AppState;
use axum::{
    Router,
    routing::{get, post},
};

/// The pages and forms of experiments.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/p/{project}/experiments", get(list::show))
        .route(
            "/p/{project}/flags/{key}/{environment}/experiments",
            get(plan::show).post(plan::submit),
        )
        .route("/p/{project}/experiments/{id}", get(page::show))
        .route("/p/{project}/experiments/{id}/start", post(acts::start))
        .route("/p/{project}/experiments/{id}/end", post(acts::end))
        .route("/p/{project}/experiments/{id}/discard", post(acts::discard))
}
