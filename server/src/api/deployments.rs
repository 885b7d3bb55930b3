//! Releases and stages for pipelines: JSON in and out, a bearer token of purpose `deploy` (`read` for GET).

mod shapes;
#[cfg(test)]
mod tests;

use super::{
    Bearer,
    problem::{CallerLang, ProblemJson},
    sent::{Asked, Sent},
};
use arkan_app::page::AppState;
use arkan_backend::{
    Error,
    deployments::{self, Lane, Move, NewRelease, Registered},
    projects::{self, Project},
};
use arkan_domain::{
    deployments::Source,
    identity::{Action, Actor, Place},
    ids::ReleaseId,
};
use axum::{
    Json, Router,
    extract::{Path, State},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use http::{StatusCode, header};
use serde::Deserialize;
use shapes::{Hold, Page, Promotion, Registration, ReleaseList, ReleaseShape, Rollback, StageList, StageShape};

type Answer = Result<Response, ProblemJson>;

/// The API below `/api/v1/projects/{project}`.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/api/v1/projects/{project}/releases", get(list).post(register))
        .route("/api/v1/projects/{project}/releases/{id}", get(show))
        .route("/api/v1/projects/{project}/stages", get(stages))
        .route("/api/v1/projects/{project}/stages/{stage}/promote", post(promote))
        .route("/api/v1/projects/{project}/stages/{stage}/rollback", post(roll_back))
        .route("/api/v1/projects/{project}/stages/{stage}/hold", post(hold))
        .route("/api/v1/projects/{project}/stages/{stage}/unhold", post(unhold))
}

/// What every call begins with.
struct Call {
    app: AppState,
    actor: Actor,
    lang: CallerLang,
    project: Project,
}

#[derive(Deserialize)]
pub struct InStage {
    project: String,
    stage: String,
}

impl Call {
    async fn begin(app: AppState, actor: Actor, lang: CallerLang, project: &str) -> Result<Self, ProblemJson> {
        let project = projects::find(&app.backend, &actor, project)
            .await
            .map_err(lang.fail())?;
        Ok(Self {
            app,
            actor,
            lang,
            project,
        })
    }

    async fn lane(&self, key: &str) -> Result<Lane, ProblemJson> {
        let found = deployments::stage(&self.app.backend, &self.actor, &self.project, key).await;
        Ok(found.map_err(self.lang.fail())?.0)
    }

    /// Refuses who may not move the stage, before the body says anything.
    async fn may_move(&self, key: &str) -> Result<(), ProblemJson> {
        let place = self.lane(key).await?.stage.place();
        let allowed = self.app.backend.allow(&self.actor, Action::MoveRelease, place);
        allowed.map_err(self.lang.fail())
    }

    /// The stage as it is now: the answer to every movement.
    async fn stage(&self, key: &str) -> Answer {
        Ok(Json(StageShape::from(self.lane(key).await?)).into_response())
    }
}

/// Register a release
///
/// The same release again is answered with the one that is there.
#[utoipa::path(
    post, path = "/api/v1/projects/{project}/releases", tag = "Releases", operation_id = "registerRelease",
    params(("project" = String, Path, description = "The project's key")),
    request_body = Registration,
    responses((status = 201, description = "Registered", body = ReleaseShape,
        headers(("location" = String, description = "Where the release is"))),
        (status = 200, description = "Known already", body = ReleaseShape,
        headers(("location" = String, description = "Where the release is")))),
)]
pub async fn register(
    State(app): State<AppState>,
    Bearer(actor): Bearer,
    lang: CallerLang,
    Path(project): Path<String>,
    body: Sent<Registration>,
) -> Answer {
    let call = Call::begin(app, actor, lang, &project).await?;
    let place = Place::project(call.project.id);
    call.app
        .backend
        .allow(&call.actor, Action::CreateRelease, place)
        .map_err(lang.fail())?;
    let body = body.read()?;
    let new = NewRelease {
        version: body.version,
        commit: body.commit,
        notes: body.notes,
        digest: body.digest,
    };
    let registered = deployments::register(&call.app.backend, &call.actor, &call.project, Source::Api, &new)
        .await
        .map_err(lang.fail())?;
    let status = match registered {
        Registered::New(_) => StatusCode::CREATED,
        Registered::Known(_) => StatusCode::OK,
    };
    let release = registered.release();
    let location = format!("/api/v1/projects/{}/releases/{}", call.project.key, release.id);
    Ok((
        status,
        [(header::LOCATION, location)],
        Json(ReleaseShape::from(release)),
    )
        .into_response())
}

/// Releases
///
/// The newest first, a page at a time.
#[utoipa::path(
    get, path = "/api/v1/projects/{project}/releases", tag = "Releases", operation_id = "listReleases",
    params(("project" = String, Path, description = "The project's key"), Page),
    responses((status = 200, description = "One page", body = ReleaseList)),
)]
pub async fn list(
    State(app): State<AppState>,
    Bearer(actor): Bearer,
    lang: CallerLang,
    Path(project): Path<String>,
    Asked(page): Asked<Page>,
) -> Answer {
    let call = Call::begin(app, actor, lang, &project).await?;
    let limit = page.limit.clamp(1, 200);
    let before = page.before.map(ReleaseId);
    let mut releases = deployments::list(&call.app.backend, &call.actor, &call.project, before, limit + 1)
        .await
        .map_err(lang.fail())?;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = releases.len() > shown;
    releases.truncate(shown);
    Ok(Json(ReleaseList {
        next: more.then(|| releases.last().map(|release| release.id)).flatten(),
        releases: releases.into_iter().map(ReleaseShape::from).collect(),
    })
    .into_response())
}

/// A release
#[utoipa::path(
    get, path = "/api/v1/projects/{project}/releases/{id}", tag = "Releases", operation_id = "getRelease",
    params(("project" = String, Path, description = "The project's key"),
        ("id" = uuid::Uuid, Path, description = "The release's id")),
    responses((status = 200, description = "The release", body = ReleaseShape)),
)]
pub async fn show(
    State(app): State<AppState>,
    Bearer(actor): Bearer,
    lang: CallerLang,
    Path((project, id)): Path<(String, String)>,
) -> Answer {
    let call = Call::begin(app, actor, lang, &project).await?;
    let id = id.parse().map_err(|_| lang.fail()(Error::NotFound))?;
    let release = deployments::release(&call.app.backend, &call.actor, &call.project, id)
        .await
        .map_err(lang.fail())?;
    Ok(Json(ReleaseShape::from(release)).into_response())
}

/// Stages
///
/// In their order, each with the release that runs there.
#[utoipa::path(
    get, path = "/api/v1/projects/{project}/stages", tag = "Stages", operation_id = "listStages",
    params(("project" = String, Path, description = "The project's key")),
    responses((status = 200, description = "The stages", body = StageList)),
)]
pub async fn stages(
    State(app): State<AppState>,
    Bearer(actor): Bearer,
    lang: CallerLang,
    Path(project): Path<String>,
) -> Answer {
    let call = Call::begin(app, actor, lang, &project).await?;
    let lanes = deployments::pipeline(&call.app.backend, &call.actor, &call.project)
        .await
        .map_err(lang.fail())?;
    let stages = lanes.into_iter().map(StageShape::from).collect();
    Ok(Json(StageList { stages }).into_response())
}

/// Promote
///
/// Moves a release into the stage.
#[utoipa::path(
    post, path = "/api/v1/projects/{project}/stages/{stage}/promote", tag = "Stages", operation_id = "promoteRelease",
    params(("project" = String, Path, description = "The project's key"),
        ("stage" = String, Path, description = "The stage's key")),
    request_body = Promotion,
    responses((status = 200, description = "The stage as it is now", body = StageShape)),
)]
pub async fn promote(
    State(app): State<AppState>,
    Bearer(actor): Bearer,
    lang: CallerLang,
    Path(path): Path<InStage>,
    body: Sent<Promotion>,
) -> Answer {
    let call = Call::begin(app, actor, lang, &path.project).await?;
    call.may_move(&path.stage).await?;
    let body = body.read()?;
    let backend = &call.app.backend;
    let release = deployments::release_by_version(backend, &call.actor, &call.project, &body.version)
        .await
        .map_err(lang.fail())?;
    let to = Move {
        project: &call.project,
        stage: &path.stage,
        release: &release,
        expected: body.expected_stage_version,
        reason: &body.reason,
    };
    deployments::promote(backend, &call.actor, to)
        .await
        .map_err(lang.fail())?;
    call.stage(&path.stage).await
}

/// Roll back
///
/// Moves the stage back to a release that ran there before.
#[utoipa::path(
    post, path = "/api/v1/projects/{project}/stages/{stage}/rollback", tag = "Stages", operation_id = "rollBackRelease",
    params(("project" = String, Path, description = "The project's key"),
        ("stage" = String, Path, description = "The stage's key")),
    request_body = Rollback,
    responses((status = 200, description = "The stage as it is now", body = StageShape)),
)]
pub async fn roll_back(
    State(app): State<AppState>,
    Bearer(actor): Bearer,
    lang: CallerLang,
    Path(path): Path<InStage>,
    body: Sent<Rollback>,
) -> Answer {
    let call = Call::begin(app, actor, lang, &path.project).await?;
    call.may_move(&path.stage).await?;
    let body = body.read()?;
    let backend = &call.app.backend;
    let release = deployments::release_by_version(backend, &call.actor, &call.project, &body.version)
        .await
        .map_err(lang.fail())?;
    let to = Move {
        project: &call.project,
        stage: &path.stage,
        release: &release,
        expected: body.expected_stage_version,
        reason: &body.reason,
    };
    deployments::roll_back(backend, &call.actor, to)
        .await
        .map_err(lang.fail())?;
    call.stage(&path.stage).await
}

/// Hold
///
/// Nothing moves into the stage until it is let go.
#[utoipa::path(
    post, path = "/api/v1/projects/{project}/stages/{stage}/hold", tag = "Stages", operation_id = "holdStage",
    params(("project" = String, Path, description = "The project's key"),
        ("stage" = String, Path, description = "The stage's key")),
    request_body = Hold,
    responses((status = 200, description = "The stage as it is now", body = StageShape)),
)]
pub async fn hold(
    State(app): State<AppState>,
    Bearer(actor): Bearer,
    lang: CallerLang,
    Path(path): Path<InStage>,
    body: Sent<Hold>,
) -> Answer {
    let call = Call::begin(app, actor, lang, &path.project).await?;
    call.may_move(&path.stage).await?;
    let body = body.read()?;
    deployments::hold(&call.app.backend, &call.actor, &call.project, &path.stage, &body.reason)
        .await
        .map_err(lang.fail())?;
    call.stage(&path.stage).await
}

/// Let go
#[utoipa::path(
    post, path = "/api/v1/projects/{project}/stages/{stage}/unhold", tag = "Stages", operation_id = "unholdStage",
    params(("project" = String, Path, description = "The project's key"),
        ("stage" = String, Path, description = "The stage's key")),
    request_body = Hold,
    responses((status = 200, description = "The stage as it is now", body = StageShape)),
)]
pub async fn unhold(
    State(app): State<AppState>,
    Bearer(actor): Bearer,
    lang: CallerLang,
    Path(path): Path<InStage>,
    body: Sent<Hold>,
) -> Answer {
    let call = Call::begin(app, actor, lang, &path.project).await?;
    call.may_move(&path.stage).await?;
    let body = body.read()?;
    deployments::unhold(&call.app.backend, &call.actor, &call.project, &path.stage, &body.reason)
        .await
        .map_err(lang.fail())?;
    call.stage(&path.stage).await
}
