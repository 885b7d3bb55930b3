use super::shapes::{DraftShape, StateShape};
use crate::api::{
    problem::RequestedShape,
    sent::Sent,
    v1::call::{Answer, Call, etag},
};
use arkan_backend::{
    Error,
    flags::{self, Target},
};
use arkan_domain::identity::Action;
use axum::{Json, extract::Path, response::IntoResponse as _};

/// Project, flag, environment.
pub type InEnvironment = Path<(String, String, String)>;

impl Call {
    /// What a flag does in an environment now: the answer to every change there.
    pub async fn state(&self, target: Target<'_>) -> Answer {
        let flag = self.flag(target.key).await?;
        let mut states = flags::states(self.backend(), &self.actor, &self.project, std::slice::from_ref(&flag))
            .await
            .map_err(self.fail())?;
        let state = states
            .remove(&(flag.id, target.environment.id))
            .ok_or_else(|| self.fail()(Error::NotFound))?;
        let tag = etag(state.version);
        Ok((tag, Json(StateShape::new(&target.environment.key, state))).into_response())
    }
}

/// What a flag does in an environment
#[utoipa::path(
    get, path = "/api/v1/projects/{project}/flags/{key}/environments/{environment}", tag = "Flags in an environment",
    operation_id = "getState",
    params(("project" = String, Path, description = "The project's key"), ("key" = String, Path, description = "The flag's key"),
        ("environment" = String, Path, description = "The environment's key")),
    responses((status = 200, description = "Switch, rules and variants", body = StateShape,
        headers(("etag" = String, description = "The version here, for If-Match")))),
)]
pub async fn show(call: Call, Path((_, key, environment)): InEnvironment) -> Answer {
    let target = call.target(Action::View, &key, &environment)?;
    call.state(target).await
}

/// Set all that a flag does in an environment
///
/// Switch, rules and variants as one change; a kill stays a kill.
#[utoipa::path(
    put, path = "/api/v1/projects/{project}/flags/{key}/environments/{environment}", tag = "Flags in an environment",
    operation_id = "setState",
    params(("project" = String, Path, description = "The project's key"), ("key" = String, Path, description = "The flag's key"),
        ("environment" = String, Path, description = "The environment's key"),
        ("If-Match" = String, Header, description = "The ETag that the change was decided on, or *")),
    request_body = DraftShape,
    responses(
        (status = 200, description = "What it does now", body = StateShape,
            headers(("etag" = String, description = "The version here"))),
        (status = 202, description = "Changes need approval here: it was asked for", body = RequestedShape,
            headers(("location" = String, description = "The page of the change request"))),
    ),
)]
pub async fn replace(call: Call, Path((_, key, environment)): InEnvironment, body: Sent<DraftShape>) -> Answer {
    let target = call.target(Action::EditFlags, &key, &environment)?;
    call.flag(&key).await?;
    let expected = call.expected()?;
    let body = body.read()?;
    flags::set_state(
        call.backend(),
        &call.actor,
        target,
        body.draft(),
        expected.version(),
        &body.reason,
    )
    .await
    .map_err(call.lang.fail_if_match())?;
    call.state(target).await
}
