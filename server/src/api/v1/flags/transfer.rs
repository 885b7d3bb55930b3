use super::report::ImportReport;
use crate::api::{
    problem::{ProblemJson, problem, title_of},
    sent::Asked,
    v1::call::{Answer, Call},
};
use arkan_backend::{
    Error,
    flags::{Filter, transfer},
    projects,
};
use arkan_domain::{
    fields::Problem,
    flags::{FlagKind, transfer::read},
    identity::Action,
};
use axum::{
    Json,
    body::Bytes,
    extract::{Path, rejection::BytesRejection},
    response::IntoResponse as _,
};
use http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// Which flags.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Part of the key or the description.
    search: Option<String>,
    #[param(schema_with = super::shapes::kinds)]
    kind: Option<FlagKind>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct How {
    /// Only say what would change.
    dry_run: Option<bool>,
    /// Which environment of the file is for which one here: `development:staging,prod:production`. Left out, those of
    /// the same key; what is not named is left out.
    #[param(example = "development:staging")]
    environments: Option<String>,
    /// Why; it stands in the history of each flag.
    reason: Option<String>,
}

/// Where a flag is copied to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CopyBody {
    /// The key of the environment to copy from.
    #[schema(example = "staging")]
    from: String,
    /// The key of the environment to copy to.
    #[schema(example = "production")]
    to: String,
    /// The key of another project; left out for this one.
    project: Option<String>,
    /// Only say what would change.
    #[serde(default)]
    dry_run: bool,
    /// At most 500 characters, spaces at its ends left out.
    #[serde(default)]
    reason: String,
}

/// Export
///
/// Flags with their rules in each environment that the token may see, segments, context fields and prerequisites, in a
/// stable order: a file for version control, or for another project.
#[utoipa::path(
    get, path = "/api/v1/projects/{project}/export", tag = "Export and import", operation_id = "exportFlags",
    params(("project" = String, Path, description = "The project's key"), Which),
    responses((status = 200, description = "The file", body = Object)),
)]
pub async fn export(call: Call, Asked(which): Asked<Which>) -> Answer {
    call.may_look()?;
    let filter = Filter {
        search: which.search.unwrap_or_default(),
        kind: which.kind,
        ..Filter::default()
    };
    let bundle = transfer::export(call.backend(), &call.actor, &call.project, filter)
        .await
        .map_err(call.fail())?;
    Ok(Json(bundle).into_response())
}

/// Import
///
/// Takes a file of `exportFlags`, of Unleash's export (`/api/admin/features-batch/export`) or what Unleash gives to SDKs
/// (`/api/client/features`), at most 2 MB. When something of it is refused, nothing is changed.
#[utoipa::path(
    post, path = "/api/v1/projects/{project}/import", tag = "Export and import", operation_id = "importFlags",
    params(("project" = String, Path, description = "The project's key"), How),
    request_body(content = Object, content_type = "application/json"),
    responses((status = 200, description = "What was changed, or would be", body = ImportReport)),
)]
pub async fn import(call: Call, Asked(how): Asked<How>, body: Result<Bytes, BytesRejection>) -> Answer {
    call.may_within(Action::EditFlags)?;
    call.is_json()?;
    let body = body.map_err(|_| crate::api::sent::too_large())?;
    let text = std::str::from_utf8(&body).map_err(|_| broken("the body is not UTF-8"))?;
    let file = read(text).map_err(|problem| match problem {
        Problem::Unreadable { why } => broken(&why),
        problem => call.fail()(Error::field("", problem)),
    })?;
    let environments = match how.environments.as_deref() {
        None => call.same(),
        Some(text) => mapping(text).ok_or_else(|| {
            let problem = Problem::format("development:staging,prod:production");
            call.fail()(Error::field("environments", problem))
        })?,
    };
    let dry = how.dry_run.unwrap_or_default();
    let reason = how.reason.unwrap_or_default();
    let (backend, actor, project) = (call.backend(), &call.actor, &call.project);
    let plan = if dry {
        transfer::plan(backend, actor, project, &file.bundle, &environments).await
    } else {
        transfer::import(backend, actor, project, &file.bundle, &environments, &reason).await
    };
    call.report(plan.map_err(call.fail())?, &file.notes, dry)
}

/// Copy to another environment or project
///
/// Makes the flag there do what it does here; one that is missing in the other project is created, with the segments
/// that its rules name. Prerequisites are not copied.
#[utoipa::path(
    post, path = "/api/v1/projects/{project}/flags/{key}/copy", tag = "Export and import", operation_id = "copyFlag",
    params(("project" = String, Path, description = "The project's key"), ("key" = String, Path, description = "The flag's key")),
    request_body = CopyBody,
    responses((status = 200, description = "What was changed, or would be", body = ImportReport)),
)]
pub async fn copy(
    call: Call,
    Path((_, key)): Path<(String, String)>,
    body: crate::api::sent::Sent<CopyBody>,
) -> Answer {
    call.may_within(Action::EditFlags)?;
    call.flag(&key).await?;
    let body = body.read()?;
    let (backend, actor) = (call.backend(), &call.actor);
    let unknown = |field: &'static str| move |_| Error::field(field, Problem::Unknown);
    let project = match &body.project {
        Some(other) => projects::find(backend, actor, other)
            .await
            .map_err(unknown("project"))
            .map_err(call.fail())?,
        None => call.project.clone(),
    };
    let from = call
        .environments
        .iter()
        .find(|environment| environment.key == body.from);
    let from = from.ok_or_else(|| call.fail()(Error::field("from", Problem::Unknown)))?;
    let to = projects::environment(backend, project.id, &body.to).await;
    let to = to.map_err(unknown("to")).map_err(call.fail())?;
    let bundle = transfer::copied(backend, actor, &call.project, &key, from)
        .await
        .map_err(call.fail())?;
    let environments = BTreeMap::from([(body.from.clone(), to.key)]);
    let plan = if body.dry_run {
        transfer::plan(backend, actor, &project, &bundle, &environments).await
    } else {
        transfer::import(backend, actor, &project, &bundle, &environments, &body.reason).await
    };
    call.report(plan.map_err(call.fail())?, &[], body.dry_run)
}

fn broken(why: &str) -> ProblemJson {
    let status = StatusCode::BAD_REQUEST;
    let errors = json!([{ "pointer": "#", "code": "unreadable", "detail": why }]);
    problem(status, title_of(status), Some(why.to_owned()), errors)
}

/// `from:to,from:to`.
fn mapping(text: &str) -> Option<BTreeMap<String, String>> {
    text.split(',')
        .map(|pair| pair.trim().split_once(':'))
        .map(|pair| pair.map(|(from, to)| (from.trim().to_owned(), to.trim().to_owned())))
        .collect()
}

impl Call {
    /// Environments of the same key.
    fn same(&self) -> BTreeMap<String, String> {
        let keys = self.environments.iter().map(|environment| environment.key.clone());
        keys.map(|key| (key.clone(), key)).collect()
    }
}
