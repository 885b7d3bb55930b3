//! Pages of freezes, and the banner that stands on a project's pages while one is in force.

mod acts;
mod banner;
mod list;
mod refusal;
mod timeline;

pub use banner::banner;
pub use refusal::refusal;
pub use timeline::{past, sentence};

use crate::page::AppState;
use axum::{
    Router,
    routing::{get, post},
};

/// The pages and forms of freezes.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/p/{project}/freezes", get(list::show).post(acts::create))
        .route("/p/{project}/freezes/{id}/end", post(acts::end))
}
