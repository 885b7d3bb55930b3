//! Pages of the flags pillar.

mod archive;
mod bulk;
mod cards;
mod change;
mod constraints;
mod create;
mod details;
mod editor;
mod experiments;
mod export;
mod fields;
mod filters;
mod history;
mod kill;
mod list;
mod mine;
mod needs;
mod plans;
mod playground;
mod query;
mod refusal;
mod requests;
mod rollout;
mod rules;
mod search;
mod segments;
mod sentences;
mod show;
mod snippet;
mod star;
mod switch;
mod table;
mod tabs;
mod tags;
mod timeline;
mod transfer;
mod try_it;
mod usage;
mod words;

pub use refusal::refusal;
pub use search::search;
pub use timeline::sentence;

use crate::page::AppState;
use arkan_domain::flags::transfer::MAX_FILE;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

/// The largest form with a file in it, in bytes: the file, and its content pasted as well.
const MAX_UPLOAD: usize = 2 * MAX_FILE + 64 * 1024;

/// The pillar's pages and forms.
pub fn router() -> Router<AppState> {
    Router::new()
        .merge(experiments::router())
        .merge(plans::router())
        .merge(usage::router())
        .route("/flags/mine", get(mine::show))
        // Beside the flags, not below them, where they would hide a flag of that key.
        .route("/p/{project}/flags.csv", get(export::download))
        .route("/p/{project}/flags.bulk", get(bulk::show).post(bulk::submit))
        .merge(requests::router())
        .route("/p/{project}/flags", get(list::show).post(create::create))
        .route("/p/{project}/flags/new", get(create::show))
        .route("/p/{project}/flags/export", get(transfer::export))
        .route(
            "/p/{project}/flags/transfer",
            get(transfer::show)
                .post(transfer::preview)
                .layer(DefaultBodyLimit::max(MAX_UPLOAD)),
        )
        .route(
            "/p/{project}/flags/transfer/apply",
            post(transfer::apply).layer(DefaultBodyLimit::max(MAX_UPLOAD)),
        )
        .route(
            "/p/{project}/flags/{key}/copy",
            get(transfer::show_copy).post(transfer::copy),
        )
        .route("/p/{project}/flags/{key}", get(show::show))
        .route("/p/{project}/segments", get(segments::list).post(segments::create))
        .route("/p/{project}/segments/new", get(segments::new))
        .route("/p/{project}/segments/{key}", get(segments::show).post(segments::save))
        .route("/p/{project}/segments/{key}/delete", post(segments::delete))
        .route("/p/{project}/context-fields", get(fields::show).post(fields::save))
        .route("/p/{project}/context-fields/delete", post(fields::delete))
        .route("/p/{project}/flags/{key}/needs", post(needs::set))
        .route("/p/{project}/flags/{key}/unneed", post(needs::remove))
        .route("/p/{project}/playground", get(playground::show))
        .route("/p/{project}/flags/{key}/history", get(history::show))
        .route(
            "/p/{project}/flags/{key}/{environment}/rules",
            get(editor::show).post(editor::save),
        )
        .route("/p/{project}/flags/{key}/{environment}/revert", post(history::revert))
        .route("/p/{project}/flags/{key}/details", post(details::edit))
        .route("/p/{project}/flags/{key}/tags", post(tags::edit))
        .route("/p/{project}/flags/{key}/favourite", post(star::favourite))
        .route("/p/{project}/flags/{key}/archive", post(archive::archive))
        .route("/p/{project}/flags/{key}/restore", post(archive::restore))
        .route("/p/{project}/flags/{key}/{environment}/switch", post(change::switch))
        .route("/p/{project}/flags/{key}/{environment}/rollout", post(change::rollout))
        .route("/p/{project}/flags/{key}/{environment}/kill", post(change::kill))
        .route("/p/{project}/flags/{key}/{environment}/revive", post(change::revive))
}
