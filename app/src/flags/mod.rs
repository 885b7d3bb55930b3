//! Pages of the flags pillar.

mod archive;
mod cards;
mod change;
pub mod constraints;
mod create;
mod details;
mod filters;
mod history;
mod kill;
mod list;
mod refusal;
mod rollout;
mod search;
pub mod sentences;
mod show;
mod snippet;
mod switch;
mod timeline;
mod try_it;
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
        .route("/p/{project}/flags", get(list::show).post(create::create))
        .route("/p/{project}/flags/new", get(create::show))
        .route("/p/{project}/flags/{key}", get(show::show))
        .route("/p/{project}/flags/{key}/details", post(details::edit))
        .route("/p/{project}/flags/{key}/archive", post(archive::archive))
        .route("/p/{project}/flags/{key}/restore", post(archive::restore))
        .route("/p/{project}/flags/{key}/{environment}/switch", post(change::switch))
        .route("/p/{project}/flags/{key}/{environment}/rollout", post(change::rollout))
        .route("/p/{project}/flags/{key}/{environment}/kill", post(change::kill))
        .route("/p/{project}/flags/{key}/{environment}/revive", post(change::revive))
}
