//! Flags, what they do in each environment, and what their rules name.

pub mod details;
pub mod explain;
pub mod fields;
pub mod list;
pub mod prerequisites;
mod report;
pub mod segments;
pub mod shapes;
pub mod state;
pub mod switch;
pub mod transfer;
pub mod versions;

use arkan_app::page::AppState;
use arkan_domain::flags::transfer::MAX_FILE;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post, put},
};

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/api/v1/projects/{project}/flags", get(list::list).post(list::create))
        .route(
            "/api/v1/projects/{project}/flags/{key}",
            get(details::show).patch(details::edit),
        )
        .route("/api/v1/projects/{project}/flags/{key}/archive", post(details::archive))
        .route("/api/v1/projects/{project}/flags/{key}/restore", post(details::restore))
        .route(
            "/api/v1/projects/{project}/flags/{key}/prerequisites",
            get(prerequisites::list),
        )
        .route(
            "/api/v1/projects/{project}/flags/{key}/prerequisites/{parent}",
            put(prerequisites::set).delete(prerequisites::remove),
        )
        .route(
            "/api/v1/projects/{project}/flags/{key}/environments/{environment}",
            get(state::show).put(state::replace),
        )
        .route(
            "/api/v1/projects/{project}/flags/{key}/environments/{environment}/switch",
            post(switch::switch),
        )
        .route(
            "/api/v1/projects/{project}/flags/{key}/environments/{environment}/rollout",
            post(switch::rollout),
        )
        .route(
            "/api/v1/projects/{project}/flags/{key}/environments/{environment}/kill",
            post(switch::kill),
        )
        .route(
            "/api/v1/projects/{project}/flags/{key}/environments/{environment}/revive",
            post(switch::revive),
        )
        .route(
            "/api/v1/projects/{project}/flags/{key}/environments/{environment}/versions",
            get(versions::list),
        )
        .route(
            "/api/v1/projects/{project}/flags/{key}/environments/{environment}/revert",
            post(versions::revert),
        )
        .route(
            "/api/v1/projects/{project}/flags/{key}/environments/{environment}/explain",
            post(explain::explain),
        )
        .route(
            "/api/v1/projects/{project}/segments",
            get(segments::list).post(segments::create),
        )
        .route(
            "/api/v1/projects/{project}/segments/{segment}",
            get(segments::show).put(segments::replace).delete(segments::remove),
        )
        .route("/api/v1/projects/{project}/flags/{key}/copy", post(transfer::copy))
        .route("/api/v1/projects/{project}/export", get(transfer::export))
        .route(
            "/api/v1/projects/{project}/import",
            post(transfer::import).layer(DefaultBodyLimit::max(MAX_FILE + 1)),
        )
        .route("/api/v1/projects/{project}/context-fields", get(fields::list))
        .route(
            "/api/v1/projects/{project}/context-fields/{name}",
            put(fields::put).delete(fields::remove),
        )
}
