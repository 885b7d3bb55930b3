//! Pages of the alerts pillar.

mod channels;
mod checks;
mod detail;
mod list;
mod parts;
mod ping;
mod refusal;
mod timeline;
mod title;
mod words;

pub use ping::ping_router;
pub use refusal::refusal;
pub use timeline::sentence;
pub use title::title;

use crate::page::AppState;
use axum::{
    Router,
    routing::{get, post},
};

/// The pillar's pages and forms.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/p/{project}/alerts", get(list::show))
        .route("/p/{project}/alerts/{id}", get(detail::show))
        .route("/p/{project}/alerts/{id}/acknowledge", post(detail::acknowledge))
        .route("/alerts/{id}", get(detail::follow))
        .route("/checks/{id}", get(checks::follow))
        .route("/p/{project}/checks", get(checks::list))
        .route("/p/{project}/checks/new", get(checks::new).post(checks::create))
        .route("/p/{project}/checks/{id}", get(checks::show))
        .route("/p/{project}/checks/{id}/edit", get(checks::edit).post(checks::save))
        .route("/p/{project}/checks/{id}/pause", post(checks::pause))
        .route("/p/{project}/checks/{id}/resume", post(checks::resume))
        .route("/p/{project}/checks/{id}/run", post(checks::run_now))
        .route("/p/{project}/checks/{id}/archive", post(checks::archive))
        .route("/alerts/channels", get(channels::list))
        .route("/alerts/channels/new", get(channels::new).post(channels::create))
        .route("/alerts/channels/{id}", get(channels::show).post(channels::save))
        .route("/alerts/channels/{id}/test", post(channels::send_test))
        .route("/alerts/channels/{id}/rotate", post(channels::rotate))
}
