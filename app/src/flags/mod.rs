//! Pages of the flags pillar.

mod archive;
mod cards;
mod change;
mod constraints;
mod create;
mod details;
mod editor;
mod filters;
mod history;
mod kill;
mod list;
mod playground;
mod refusal;
mod rollout;
mod rules;
mod search;
mod sentences;
mod show;
mod snippet;
mod switch;
mod tabs;
mod timeline;
mod try_it;
mod usage;
mod words;

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
        .merge(usage::router())
        .route("/p/{project}/flags", get(list::show).post(create::create))
        .route("/p/{project}/flags/new", get(create::show))
        .route("/p/{project}/flags/{key}", get(show::show))
        .route("/p/{project}/playground", get(playground::show))
        .route("/p/{project}/flags/{key}/history", get(history::show))
        .route(
            "/p/{project}/flags/{key}/{environment}/rules",
            get(editor::show).post(editor::save),
        )
        .route("/p/{project}/flags/{key}/{environment}/revert", post(history::revert))
        .route("/p/{project}/flags/{key}/details", post(details::edit))
        .route("/p/{project}/flags/{key}/archive", post(archive::archive))
        .route("/p/{project}/flags/{key}/restore", post(archive::restore))
        .route("/p/{project}/flags/{key}/{environment}/switch", post(change::switch))
        .route("/p/{project}/flags/{key}/{environment}/rollout", post(change::rollout))
        .route("/p/{project}/flags/{key}/{environment}/kill", post(change::kill))
        .route("/p/{project}/flags/{key}/{environment}/revive", post(change::revive))
}
