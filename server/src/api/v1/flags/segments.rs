use super::shapes::{ConstraintShape, SegmentShape};
use crate::api::{
    problem::ProblemJson,
    sent::Sent,
    v1::call::{Answer, Call, etag},
};
use arkan_backend::{
    Error,
    flags::{self, NewSegment, Segment},
};
use arkan_domain::identity::Action;
use axum::{Json, extract::Path, response::IntoResponse as _};
use http::{StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
pub struct SegmentList {
    segments: Vec<SegmentShape>,
}

/// A segment to be made or replaced.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SegmentBody {
    #[schema(max_length = 100, pattern = "^[A-Za-z0-9][A-Za-z0-9._-]*$", example = "beta-testers")]
    key: String,
    /// At most 500 characters, spaces at its ends left out.
    #[serde(default)]
    description: String,
    /// All of them must hold.
    constraints: Vec<ConstraintShape>,
}

impl From<SegmentBody> for NewSegment {
    fn from(body: SegmentBody) -> Self {
        Self {
            key: body.key,
            description: body.description,
            constraints: body.constraints.into_iter().map(Into::into).collect(),
        }
    }
}

impl Call {
    async fn segment(&self, wanted: impl Fn(&Segment) -> bool + Send) -> Result<Segment, ProblemJson> {
        let all = flags::segments(self.backend(), &self.actor, &self.project)
            .await
            .map_err(self.fail())?;
        let found = all.into_iter().find(|segment| wanted(segment));
        found.ok_or_else(|| self.fail()(Error::NotFound))
    }

    async fn save(&self, change: Option<(i32, i32)>, body: SegmentBody) -> Result<Segment, Error> {
        let (backend, actor, project) = (self.backend(), &self.actor, &self.project);
        let id = flags::save_segment(backend, actor, project, change, body.into()).await?;
        let all = flags::segments(backend, actor, project).await?;
        all.into_iter().find(|segment| segment.id == id).ok_or(Error::NotFound)
    }
}

/// Segments
#[utoipa::path(
    get, path = "/api/v1/projects/{project}/segments", tag = "Segments", operation_id = "listSegments",
    params(("project" = String, Path, description = "The project's key")),
    responses((status = 200, description = "The segments, by key", body = SegmentList)),
)]
pub async fn list(call: Call) -> Answer {
    let found = flags::segments(call.backend(), &call.actor, &call.project)
        .await
        .map_err(call.fail())?;
    let segments = found.into_iter().map(SegmentShape::from).collect();
    Ok(Json(SegmentList { segments }).into_response())
}

/// Create a segment
#[utoipa::path(
    post, path = "/api/v1/projects/{project}/segments", tag = "Segments", operation_id = "createSegment",
    params(("project" = String, Path, description = "The project's key")),
    request_body = SegmentBody,
    responses((status = 201, description = "Created", body = SegmentShape,
        headers(("etag" = String, description = "The version"), ("location" = String, description = "Where it is")))),
)]
pub async fn create(call: Call, body: Sent<SegmentBody>) -> Answer {
    call.may(Action::EditFlags)?;
    let segment = call.save(None, body.read()?).await.map_err(call.fail())?;
    let location = format!("/api/v1/projects/{}/segments/{}", call.project.key, segment.key);
    Ok((
        StatusCode::CREATED,
        etag(segment.version),
        [(header::LOCATION, location)],
        Json(SegmentShape::from(segment)),
    )
        .into_response())
}

/// A segment
#[utoipa::path(
    get, path = "/api/v1/projects/{project}/segments/{segment}", tag = "Segments", operation_id = "getSegment",
    params(("project" = String, Path, description = "The project's key"), ("segment" = String, Path, description = "The segment's key")),
    responses((status = 200, description = "The segment", body = SegmentShape,
        headers(("etag" = String, description = "The version, for If-Match")))),
)]
pub async fn show(call: Call, Path((_, key)): Path<(String, String)>) -> Answer {
    let segment = call.segment(|segment| segment.key == key).await?;
    Ok((etag(segment.version), Json(SegmentShape::from(segment))).into_response())
}

/// Replace a segment
///
/// Every flag that names it follows.
#[utoipa::path(
    put, path = "/api/v1/projects/{project}/segments/{segment}", tag = "Segments", operation_id = "replaceSegment",
    params(("project" = String, Path, description = "The project's key"), ("segment" = String, Path, description = "The segment's key"),
        ("If-Match" = String, Header, description = "The ETag that the change was decided on, or *")),
    request_body = SegmentBody,
    responses((status = 200, description = "The segment as it is now", body = SegmentShape,
        headers(("etag" = String, description = "The version")))),
)]
pub async fn replace(call: Call, Path((_, key)): Path<(String, String)>, body: Sent<SegmentBody>) -> Answer {
    call.may(Action::EditFlags)?;
    let segment = call.segment(|segment| segment.key == key).await?;
    let version = call.expected()?.version().unwrap_or(segment.version);
    let saved = call.save(Some((segment.id, version)), body.read()?).await;
    let segment = saved.map_err(call.lang.fail_if_match())?;
    Ok((etag(segment.version), Json(SegmentShape::from(segment))).into_response())
}

/// Delete a segment
///
/// Refused while flags name it.
#[utoipa::path(
    delete, path = "/api/v1/projects/{project}/segments/{segment}", tag = "Segments", operation_id = "deleteSegment",
    params(("project" = String, Path, description = "The project's key"), ("segment" = String, Path, description = "The segment's key")),
    responses((status = 204, description = "Deleted")),
)]
pub async fn remove(call: Call, Path((_, key)): Path<(String, String)>) -> Answer {
    call.may(Action::EditFlags)?;
    let segment = call.segment(|segment| segment.key == key).await?;
    flags::delete_segment(call.backend(), &call.actor, &call.project, segment.id)
        .await
        .map_err(call.fail())?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
