use crate::api::{
    sent::Sent,
    v1::call::{Answer, Call},
};
use arkan_backend::flags::{self, Prerequisite};
use arkan_domain::identity::Action;
use axum::{Json, extract::Path, response::IntoResponse as _};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A flag that another needs.
#[derive(Serialize, ToSchema)]
#[schema(as = Prerequisite)]
pub struct NeedShape {
    key: String,
    /// What it must be.
    enabled: bool,
    /// Which of its variants will do; empty for any.
    variants: Vec<String>,
}

/// What a flag needs, and who needs it.
#[derive(Serialize, ToSchema)]
pub struct NeedList {
    prerequisites: Vec<NeedShape>,
    /// The keys of the flags that need this one.
    needed_by: Vec<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NeedBody {
    /// What the other flag must be.
    #[serde(default = "on")]
    enabled: bool,
    /// Which of its variants will do; empty for any.
    #[serde(default)]
    #[schema(example = json!([]))]
    variants: Vec<String>,
}

const fn on() -> bool {
    true
}

impl Call {
    async fn needs(&self, key: &str) -> Result<Json<NeedList>, crate::api::problem::ProblemJson> {
        let flag = self.flag(key).await?;
        let (backend, actor) = (self.backend(), &self.actor);
        let needs = flags::prerequisites(backend, actor, &flag).await.map_err(self.fail())?;
        let needed_by = flags::needing(backend, actor, &flag).await.map_err(self.fail())?;
        let shape = |need: Prerequisite| NeedShape {
            key: need.key,
            enabled: need.enabled,
            variants: need.variants,
        };
        Ok(Json(NeedList {
            prerequisites: needs.into_iter().map(shape).collect(),
            needed_by,
        }))
    }
}

/// Prerequisites
#[utoipa::path(
    get, path = "/api/v1/projects/{project}/flags/{key}/prerequisites", tag = "Prerequisites", operation_id = "listPrerequisites",
    params(("project" = String, Path, description = "The project's key"), ("key" = String, Path, description = "The flag's key")),
    responses((status = 200, description = "What the flag needs, and who needs it", body = NeedList)),
)]
pub async fn list(call: Call, Path((_, key)): Path<(String, String)>) -> Answer {
    Ok(call.needs(&key).await?.into_response())
}

/// Need another flag
///
/// In every environment, the flag is on only for those for whom the other is as said. Needs of needs are refused, since
/// SDKs do not follow them.
#[utoipa::path(
    put, path = "/api/v1/projects/{project}/flags/{key}/prerequisites/{parent}", tag = "Prerequisites", operation_id = "setPrerequisite",
    params(("project" = String, Path, description = "The project's key"), ("key" = String, Path, description = "The flag's key"),
        ("parent" = String, Path, description = "The key of the flag that is needed")),
    request_body = NeedBody,
    responses((status = 200, description = "What the flag needs now", body = NeedList)),
)]
pub async fn set(call: Call, Path((_, key, parent)): Path<(String, String, String)>, body: Sent<NeedBody>) -> Answer {
    call.may(Action::EditFlags)?;
    call.flag(&key).await?;
    let body = body.read()?;
    let needed = Prerequisite {
        key: parent,
        enabled: body.enabled,
        variants: body.variants,
    };
    flags::set_prerequisite(call.backend(), &call.actor, &call.project, &key, needed)
        .await
        .map_err(call.fail())?;
    Ok(call.needs(&key).await?.into_response())
}

/// Need it no more
#[utoipa::path(
    delete, path = "/api/v1/projects/{project}/flags/{key}/prerequisites/{parent}", tag = "Prerequisites",
    operation_id = "removePrerequisite",
    params(("project" = String, Path, description = "The project's key"), ("key" = String, Path, description = "The flag's key"),
        ("parent" = String, Path, description = "The key of the flag that is needed")),
    responses((status = 204, description = "Removed")),
)]
pub async fn remove(call: Call, Path((_, key, parent)): Path<(String, String, String)>) -> Answer {
    call.may(Action::EditFlags)?;
    call.flag(&key).await?;
    call.flag(&parent).await?;
    flags::remove_prerequisite(call.backend(), &call.actor, &call.project, &key, &parent)
        .await
        .map_err(call.fail())?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
