//! Flags, what they do in each environment, and what their rules name.

mod details;
mod explain;
mod fields;
mod list;
mod prerequisites;
mod segments;
pub mod shapes;
mod state;
mod switch;
mod versions;

use arkan_app::page::AppState;
use axum::{
    Router,
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
        .route("/api/v1/projects/{project}/context-fields", get(fields::list))
        .route(
            "/api/v1/projects/{project}/context-fields/{name}",
            put(fields::put).delete(fields::remove),
        )
}
