use super::shapes::FieldShape;
use crate::api::{
    problem::ProblemJson,
    sent::Sent,
    v1::call::{Answer, Call, etag},
};
use arkan_backend::{
    Error,
    flags::{self, ContextField, NewField},
};
use arkan_domain::identity::Action;
use axum::{Json, extract::Path, response::IntoResponse as _};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
pub struct FieldList {
    fields: Vec<FieldShape>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldBody {
    /// At most 500 characters, spaces at its ends left out.
    #[serde(default)]
    description: String,
    /// The values that it can have; empty for any.
    #[serde(default)]
    #[schema(example = json!(["free", "pro"]))]
    legal_values: Vec<String>,
    /// Whether rollouts may stick to it.
    #[serde(default)]
    sticky: bool,
}

impl Call {
    async fn fields(&self) -> Result<Vec<ContextField>, ProblemJson> {
        flags::context_fields(self.backend(), &self.actor, &self.project)
            .await
            .map_err(self.fail())
    }
}

/// Context fields
///
/// What applications say of who asks, beyond the protocol's own fields.
#[utoipa::path(
    get, path = "/api/v1/projects/{project}/context-fields", tag = "Context fields", operation_id = "listContextFields",
    params(("project" = String, Path, description = "The project's key")),
    responses((status = 200, description = "The fields, by name", body = FieldList)),
)]
pub async fn list(call: Call) -> Answer {
    let fields = call.fields().await?.into_iter().map(FieldShape::from).collect();
    Ok(Json(FieldList { fields }).into_response())
}

/// Describe a context field
///
/// For the first time or anew.
#[utoipa::path(
    put, path = "/api/v1/projects/{project}/context-fields/{name}", tag = "Context fields", operation_id = "putContextField",
    params(("project" = String, Path, description = "The project's key"), ("name" = String, Path, description = "The field's name")),
    request_body = FieldBody,
    responses((status = 200, description = "The field as it is now", body = FieldShape,
        headers(("etag" = String, description = "The version")))),
)]
pub async fn put(call: Call, Path((_, name)): Path<(String, String)>, body: Sent<FieldBody>) -> Answer {
    call.may(Action::EditFlags)?;
    let body = body.read()?;
    let name = name.trim().to_owned();
    let there = call.fields().await?.into_iter().find(|field| field.name == name);
    let new = NewField {
        name: name.clone(),
        description: body.description,
        legal_values: body.legal_values,
        sticky: body.sticky,
    };
    let version = there.map(|field| field.version);
    flags::save_field(call.backend(), &call.actor, &call.project, new, version)
        .await
        .map_err(call.fail())?;
    let saved = call.fields().await?.into_iter().find(|field| field.name == name);
    let saved = saved.ok_or_else(|| call.fail()(Error::NotFound))?;
    Ok((etag(saved.version), Json(FieldShape::from(saved))).into_response())
}

/// Forget a context field
///
/// Rules that name it stay.
#[utoipa::path(
    delete, path = "/api/v1/projects/{project}/context-fields/{name}", tag = "Context fields", operation_id = "deleteContextField",
    params(("project" = String, Path, description = "The project's key"), ("name" = String, Path, description = "The field's name")),
    responses((status = 204, description = "Forgotten")),
)]
pub async fn remove(call: Call, Path((_, name)): Path<(String, String)>) -> Answer {
    call.may(Action::EditFlags)?;
    flags::delete_field(call.backend(), &call.actor, &call.project, &name)
        .await
        .map_err(call.fail())?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
