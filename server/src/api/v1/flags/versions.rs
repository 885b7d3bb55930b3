use super::{
    shapes::{StateShape, VersionShape},
    state::InEnvironment,
};
use crate::api::{
    problem::RequestedShape,
    sent::{Asked, Sent},
    v1::call::{Answer, Call},
};
use arkan_backend::{Error, flags};
use arkan_domain::{fields::Problem, identity::Action};
use axum::{Json, extract::Path, response::IntoResponse as _};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// `next` of the page before.
    before: Option<i32>,
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
}

/// What a flag was set to, the newest first.
#[derive(Serialize, ToSchema)]
pub struct VersionList {
    versions: Vec<VersionShape>,
    /// What to pass as `before` for the next page; null on the last.
    next: Option<i32>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevertBody {
    /// The version to go back to.
    version: i32,
    /// At most 500 characters, spaces at its ends left out.
    #[serde(default)]
    reason: String,
}

/// History
///
/// What the flag was set to in this environment, one version a change.
#[utoipa::path(
    get, path = "/api/v1/projects/{project}/flags/{key}/environments/{environment}/versions",
    tag = "Flags in an environment", operation_id = "listVersions",
    params(("project" = String, Path, description = "The project's key"), ("key" = String, Path, description = "The flag's key"),
        ("environment" = String, Path, description = "The environment's key"), Which),
    responses((status = 200, description = "One page", body = VersionList)),
)]
pub async fn list(call: Call, Path((_, key, environment)): InEnvironment, Asked(which): Asked<Which>) -> Answer {
    let target = call.target(Action::View, &key, &environment)?;
    let limit = which.limit.unwrap_or(50);
    if !(1..=200).contains(&limit) {
        return Err(call.fail()(Error::field(
            "limit",
            Problem::OutOfRange { min: 1, max: 200 },
        )));
    }
    let environment = target.environment.id;
    let mut found = flags::versions(
        call.backend(),
        &call.actor,
        &call.project,
        &key,
        environment,
        which.before,
        limit + 1,
    )
    .await
    .map_err(call.fail())?;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > shown;
    found.truncate(shown);
    let list = VersionList {
        next: more.then(|| found.last().map(|version| version.version)).flatten(),
        versions: found.into_iter().map(VersionShape::from).collect(),
    };
    Ok(Json(list).into_response())
}

/// Go back to a version
///
/// Sets the flag to what it was then, as a change of its own. A kill stays a kill.
#[utoipa::path(
    post, path = "/api/v1/projects/{project}/flags/{key}/environments/{environment}/revert",
    tag = "Flags in an environment", operation_id = "revertFlag",
    params(("project" = String, Path, description = "The project's key"), ("key" = String, Path, description = "The flag's key"),
        ("environment" = String, Path, description = "The environment's key"),
        ("If-Match" = String, Header, description = "The ETag that the change was decided on, or *")),
    request_body = RevertBody,
    responses(
        (status = 200, description = "What it does now", body = StateShape,
            headers(("etag" = String, description = "The version here"))),
        (status = 202, description = "Changes need approval here: it was asked for", body = RequestedShape,
            headers(("location" = String, description = "The page of the change request"))),
    ),
)]
pub async fn revert(call: Call, Path((_, key, environment)): InEnvironment, body: Sent<RevertBody>) -> Answer {
    let target = call.target(Action::EditFlags, &key, &environment)?;
    call.flag(&key).await?;
    let expected = call.expected()?;
    let body = body.read()?;
    let reverted = flags::revert(
        call.backend(),
        &call.actor,
        target,
        body.version,
        expected.version(),
        &body.reason,
    );
    reverted.await.map_err(|error| match error {
        // The flag was found: it is the version that is not there.
        Error::NotFound => call.fail()(Error::field("version", Problem::Unknown)),
        error => call.lang.fail_if_match()(error),
    })?;
    call.state(target).await
}
