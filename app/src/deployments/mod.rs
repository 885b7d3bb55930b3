//! Pages of the deployments pillar.

mod refusal;
mod timeline;

pub use refusal::refusal;
pub use timeline::sentence;

use crate::page::AppState;
use axum::Router;

/// The pillar's pages and forms.
pub fn router() -> Router<AppState> {
    Router::new()
}
