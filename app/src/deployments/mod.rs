//! Pages of the deployments pillar.

mod ci;
mod lane;
mod moves;
mod new_release;
mod new_stage;
mod pipeline;
mod refusal;
mod release;
mod release_list;
mod search;
mod stage;
mod stage_forms;
mod stage_settings;
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
        .route("/p/{project}/deployments", get(pipeline::show))
        .route("/p/{project}/deployments/new-stage", get(new_stage::show))
        .route("/p/{project}/stages", post(new_stage::create))
        .route("/p/{project}/stages/{stage}", get(stage::show))
        .route("/p/{project}/stages/{stage}/promote", post(moves::promote))
        .route("/p/{project}/stages/{stage}/rollback", post(moves::roll_back))
        .route("/p/{project}/stages/{stage}/hold", post(moves::hold))
        .route("/p/{project}/stages/{stage}/unhold", post(moves::unhold))
        .route("/p/{project}/stages/{stage}/edit", post(stage_settings::edit))
        .route("/p/{project}/stages/{stage}/remove", post(stage_settings::remove))
        .route("/p/{project}/releases", post(new_release::create))
        .route("/p/{project}/releases/new", get(new_release::show))
        .route("/p/{project}/releases/{release}", get(release::show))
}
