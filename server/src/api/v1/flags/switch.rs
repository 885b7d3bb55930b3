use super::{shapes::StateShape, state::InEnvironment};
use crate::api::{
    problem::RequestedShape,
    sent::Sent,
    v1::call::{Answer, Call},
};
use arkan_backend::{Error, flags};
use arkan_domain::{
    flags::{FlagError, Percentage},
    identity::Action,
};
use axum::extract::Path;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SwitchBody {
    enabled: bool,
    /// The version that this was decided on; refused with 409 when there is a newer one.
    expected_version: Option<i32>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RolloutBody {
    /// The share of users, in percent.
    #[schema(minimum = 0, maximum = 100, example = 25)]
    percentage: i64,
    /// The version that this was decided on; refused with 409 when there is a newer one.
    expected_version: Option<i32>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KillBody {
    #[schema(min_length = 1, example = "Payments fail since 14:05")]
    reason: String,
}

/// Switch on or off
#[utoipa::path(
    post, path = "/api/v1/projects/{project}/flags/{key}/environments/{environment}/switch",
    tag = "Flags in an environment", operation_id = "switchFlag",
    params(("project" = String, Path, description = "The project's key"), ("key" = String, Path, description = "The flag's key"),
        ("environment" = String, Path, description = "The environment's key")),
    request_body = SwitchBody,
    responses(
        (status = 200, description = "What it does now", body = StateShape,
            headers(("etag" = String, description = "The version here"))),
        (status = 202, description = "Changes need approval here: it was asked for", body = RequestedShape,
            headers(("location" = String, description = "The page of the change request"))),
    ),
)]
pub async fn switch(call: Call, Path((_, key, environment)): InEnvironment, body: Sent<SwitchBody>) -> Answer {
    let target = call.target(Action::EditFlags, &key, &environment)?;
    call.flag(&key).await?;
    let body = body.read()?;
    flags::set_enabled(call.backend(), &call.actor, target, body.enabled, body.expected_version)
        .await
        .map_err(call.fail())?;
    call.state(target).await
}

/// Set the share of users
///
/// Whoever is in stays in when the share grows. Refused where rules decide, since a share would wipe them out.
#[utoipa::path(
    post, path = "/api/v1/projects/{project}/flags/{key}/environments/{environment}/rollout",
    tag = "Flags in an environment", operation_id = "rollOutFlag",
    params(("project" = String, Path, description = "The project's key"), ("key" = String, Path, description = "The flag's key"),
        ("environment" = String, Path, description = "The environment's key")),
    request_body = RolloutBody,
    responses(
        (status = 200, description = "What it does now", body = StateShape,
            headers(("etag" = String, description = "The version here"))),
        (status = 202, description = "Changes need approval here: it was asked for", body = RequestedShape,
            headers(("location" = String, description = "The page of the change request"))),
    ),
)]
pub async fn rollout(call: Call, Path((_, key, environment)): InEnvironment, body: Sent<RolloutBody>) -> Answer {
    let target = call.target(Action::EditFlags, &key, &environment)?;
    call.flag(&key).await?;
    let body = body.read()?;
    let share = Percentage::new(body.percentage).map_err(|problem| call.fail()(Error::field("percentage", problem)))?;
    flags::set_percentage(call.backend(), &call.actor, target, share, body.expected_version)
        .await
        .map_err(call.fail())?;
    call.state(target).await
}

/// Kill
///
/// Off for everyone, at once and until it is revived. It asks for no version: a kill is meant whatever changed meanwhile,
/// and a second one changes nothing.
#[utoipa::path(
    post, path = "/api/v1/projects/{project}/flags/{key}/environments/{environment}/kill",
    tag = "Flags in an environment", operation_id = "killFlag",
    params(("project" = String, Path, description = "The project's key"), ("key" = String, Path, description = "The flag's key"),
        ("environment" = String, Path, description = "The environment's key")),
    request_body = KillBody,
    responses((status = 200, description = "What it does now", body = StateShape,
        headers(("etag" = String, description = "The version here")))),
)]
pub async fn kill(call: Call, Path((_, key, environment)): InEnvironment, body: Sent<KillBody>) -> Answer {
    let target = call.target(Action::KillFlag, &key, &environment)?;
    call.flag(&key).await?;
    let body = body.read()?;
    match flags::kill(call.backend(), &call.actor, target, &body.reason).await {
        Ok(()) | Err(Error::Flags(FlagError::Killed)) => call.state(target).await,
        Err(error) => Err(call.fail()(error)),
    }
}

/// Revive
///
/// Gives a killed flag back what it was set to. One that is not killed stays as it is.
#[utoipa::path(
    post, path = "/api/v1/projects/{project}/flags/{key}/environments/{environment}/revive",
    tag = "Flags in an environment", operation_id = "reviveFlag",
    params(("project" = String, Path, description = "The project's key"), ("key" = String, Path, description = "The flag's key"),
        ("environment" = String, Path, description = "The environment's key")),
    responses(
        (status = 200, description = "What it does now", body = StateShape,
            headers(("etag" = String, description = "The version here"))),
        (status = 202, description = "Changes need approval here: it was asked for", body = RequestedShape,
            headers(("location" = String, description = "The page of the change request"))),
    ),
)]
pub async fn revive(call: Call, Path((_, key, environment)): InEnvironment) -> Answer {
    let target = call.target(Action::EditFlags, &key, &environment)?;
    match flags::revive(call.backend(), &call.actor, target, None).await {
        Ok(()) | Err(Error::Flags(FlagError::NotKilled)) => call.state(target).await,
        Err(error) => Err(call.fail()(error)),
    }
}
