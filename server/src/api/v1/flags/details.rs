use super::shapes::{FlagShape, kinds};
use crate::api::{
    sent::Sent,
    v1::call::{Answer, Call},
};
use arkan_backend::flags::{self, Details};
use arkan_domain::{flags::FlagKind, identity::Action};
use axum::extract::Path;
use http::StatusCode;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;
use uuid::Uuid;

/// What describes a flag. What is left out stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DetailsPatch {
    /// At most 500 characters, spaces at its ends left out.
    description: Option<String>,
    #[schema(schema_with = kinds)]
    kind: Option<FlagKind>,
    /// The id of a user; null for nobody.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Uuid>)]
    #[expect(clippy::option_option, reason = "nothing, nobody, somebody")]
    owner: Option<Option<Uuid>>,
}

/// Tells `null` from nothing.
#[expect(clippy::option_option, reason = "nothing, nobody, somebody")]
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Uuid>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// A flag
///
/// Its details, and in short what it does in each environment that the token may see.
#[utoipa::path(
    get, path = "/api/v1/projects/{project}/flags/{key}", tag = "Flags", operation_id = "getFlag",
    params(("project" = String, Path, description = "The project's key"), ("key" = String, Path, description = "The flag's key")),
    responses((status = 200, description = "The flag", body = FlagShape,
        headers(("etag" = String, description = "The version of the details, for If-Match")))),
)]
pub async fn show(call: Call, Path((_, key)): Path<(String, String)>) -> Answer {
    let flag = call.flag(&key).await?;
    call.told(StatusCode::OK, flag).await
}

/// Change the details
///
/// What the flag does stays as it is.
#[utoipa::path(
    patch, path = "/api/v1/projects/{project}/flags/{key}", tag = "Flags", operation_id = "editFlag",
    params(("project" = String, Path, description = "The project's key"), ("key" = String, Path, description = "The flag's key"),
        ("If-Match" = String, Header, description = "The ETag that the change was decided on, or *")),
    request_body = DetailsPatch,
    responses((status = 200, description = "The flag as it is now", body = FlagShape,
        headers(("etag" = String, description = "The version of the details")))),
)]
pub async fn edit(call: Call, Path((_, key)): Path<(String, String)>, body: Sent<DetailsPatch>) -> Answer {
    call.may(Action::EditFlags)?;
    let flag = call.flag(&key).await?;
    let expected = call.expected()?;
    let body = body.read()?;
    let owner = body.owner.unwrap_or(flag.owner_id.map(|owner| owner.0));
    let details = Details {
        description: body.description.unwrap_or_else(|| flag.description.clone()),
        kind: body.kind.unwrap_or(flag.kind).as_str().to_owned(),
        owner: owner.map(|owner| owner.to_string()).unwrap_or_default(),
    };
    let version = expected.version().unwrap_or(flag.version);
    flags::edit(call.backend(), &call.actor, &call.project, &key, details, version)
        .await
        .map_err(call.lang.fail_if_match())?;
    let flag = call.flag(&key).await?;
    call.told(StatusCode::OK, flag).await
}

/// Archive a flag
///
/// Applications get the default of their code from then on. A flag that is archived already stays so.
#[utoipa::path(
    post, path = "/api/v1/projects/{project}/flags/{key}/archive", tag = "Flags", operation_id = "archiveFlag",
    params(("project" = String, Path, description = "The project's key"), ("key" = String, Path, description = "The flag's key"),
        ("If-Match" = String, Header, description = "The ETag that the change was decided on, or *")),
    responses((status = 200, description = "The archived flag", body = FlagShape,
        headers(("etag" = String, description = "The version of the details")))),
)]
pub async fn archive(call: Call, Path((_, key)): Path<(String, String)>) -> Answer {
    set_archived(call, &key, true).await
}

/// Restore an archived flag
///
/// It does again what it did before. A flag that is not archived stays so.
#[utoipa::path(
    post, path = "/api/v1/projects/{project}/flags/{key}/restore", tag = "Flags", operation_id = "restoreFlag",
    params(("project" = String, Path, description = "The project's key"), ("key" = String, Path, description = "The flag's key"),
        ("If-Match" = String, Header, description = "The ETag that the change was decided on, or *")),
    responses((status = 200, description = "The flag", body = FlagShape,
        headers(("etag" = String, description = "The version of the details")))),
)]
pub async fn restore(call: Call, Path((_, key)): Path<(String, String)>) -> Answer {
    set_archived(call, &key, false).await
}

async fn set_archived(call: Call, key: &str, archived: bool) -> Answer {
    call.may(Action::EditFlags)?;
    let flag = call.flag(key).await?;
    let version = call.expected()?.version().unwrap_or(flag.version);
    if flag.archived_at.is_some() == archived {
        return call.told(StatusCode::OK, flag).await;
    }
    let (backend, actor, project) = (call.backend(), &call.actor, &call.project);
    if archived {
        // The confirmation is the pages'; here the address names the flag.
        flags::archive(backend, actor, project, key, key, version).await
    } else {
        flags::restore(backend, actor, project, key, version).await
    }
    .map_err(call.lang.fail_if_match())?;
    let flag = call.flag(key).await?;
    call.told(StatusCode::OK, flag).await
}
