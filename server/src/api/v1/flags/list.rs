use super::shapes::{FlagShape, SummaryShape, kinds};
use crate::api::{
    problem::ProblemJson,
    sent::{Asked, Sent},
    v1::call::{Answer, Call, etag},
};
use arkan_backend::{
    Error,
    flags::{self, Cursor, Filter, Flag, NewFlag, StateFilter},
};
use arkan_domain::{
    fields::{FieldErrors, Problem},
    flags::FlagKind,
    identity::{Action, Place},
};
use axum::{Json, response::IntoResponse as _};
use http::{StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which flags.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Part of the key or the description.
    #[serde(default)]
    search: Option<String>,
    #[param(schema_with = kinds)]
    kind: Option<FlagKind>,
    /// The key of the environment that `state` speaks of.
    environment: Option<String>,
    /// What the flag must do there: `on`, `partial`, `off`, `killed`.
    #[param(schema_with = states)]
    state: Option<StateFilter>,
    /// The archived ones instead of the live ones.
    archived: Option<bool>,
    /// `next` of the page before.
    before: Option<String>,
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
}

fn states() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
    let words: Vec<&str> = StateFilter::ALL.iter().map(|state| state.as_str()).collect();
    utoipa::openapi::ObjectBuilder::new()
        .schema_type(utoipa::openapi::schema::Type::String)
        .enum_values(Some(words))
        .into()
}

/// One page of flags, the newest change first.
#[derive(Serialize, ToSchema)]
pub struct FlagList {
    flags: Vec<FlagShape>,
    /// What to pass as `before` for the next page; null on the last.
    next: Option<String>,
}

/// A flag to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFlagBody {
    #[schema(
        max_length = 100,
        pattern = "^[A-Za-z0-9][A-Za-z0-9._-]*$",
        example = "checkout.new-payment"
    )]
    key: String,
    /// At most 500 characters, spaces at its ends left out.
    #[serde(default)]
    description: String,
    #[schema(schema_with = kinds)]
    kind: FlagKind,
    /// The id of the user who looks after it.
    #[serde(default)]
    owner: Option<Uuid>,
}

impl Call {
    /// Flags with what they do in each environment that the caller may see.
    pub async fn shapes(&self, found: Vec<Flag>) -> Result<Vec<FlagShape>, ProblemJson> {
        let states = flags::states(self.backend(), &self.actor, &self.project, &found)
            .await
            .map_err(self.fail())?;
        let seen = self.environments.iter().filter(|environment| {
            let place = Place::environment(self.project.id, environment.id);
            self.actor.can(Action::View, place)
        });
        let seen: Vec<_> = seen.collect();
        let shape = |flag: Flag| {
            let summaries = seen
                .iter()
                .map(|environment| SummaryShape::new(&environment.key, states.get(&(flag.id, environment.id))));
            let summaries = summaries.collect();
            FlagShape::new(flag, summaries)
        };
        Ok(found.into_iter().map(shape).collect())
    }

    /// The answer about one flag: the flag with its ETag.
    pub async fn told(&self, status: StatusCode, flag: Flag) -> Answer {
        let tag = etag(flag.version);
        let shape = self.shapes(vec![flag]).await?.pop();
        Ok((status, tag, Json(shape)).into_response())
    }

    fn filter(&self, which: Which) -> Result<(Filter, usize), ProblemJson> {
        let mut errors = FieldErrors::default();
        let limit = which.limit.unwrap_or(50);
        if !(1..=200).contains(&limit) {
            errors.add("limit", Problem::OutOfRange { min: 1, max: 200 });
        }
        let search = which.search.unwrap_or_default();
        if search.contains('\0') {
            errors.add("search", Problem::HiddenCharacters);
        }
        let before = which.before.as_deref().map(Cursor::parse);
        if before == Some(None) {
            errors.add("before", Problem::Unknown);
        }
        let state = match (&which.environment, which.state) {
            (None, None) => None,
            (Some(_), None) => {
                errors.add("state", Problem::Required);
                None
            }
            (key, Some(state)) => {
                let key = key.as_deref().unwrap_or_default();
                if let Ok(target) = self.target(Action::View, "", key) {
                    Some((target.environment.id, state))
                } else {
                    let missing = key.is_empty();
                    errors.add(
                        "environment",
                        if missing { Problem::Required } else { Problem::Unknown },
                    );
                    None
                }
            }
        };
        errors
            .into_result()
            .map_err(|errors| self.fail()(Error::Invalid(errors)))?;
        let filter = Filter {
            search,
            state,
            kind: which.kind,
            archived: which.archived.unwrap_or_default(),
            before: before.flatten(),
            ..Filter::default()
        };
        Ok((filter, usize::try_from(limit).unwrap_or(50)))
    }
}

/// Flags
///
/// The flags of a project, the newest change first, a page at a time.
#[utoipa::path(
    get, path = "/api/v1/projects/{project}/flags", tag = "Flags", operation_id = "listFlags",
    params(("project" = String, Path, description = "The project's key"), Which),
    responses((status = 200, description = "One page", body = FlagList)),
)]
pub async fn list(call: Call, Asked(which): Asked<Which>) -> Answer {
    call.may_look()?;
    let (filter, limit) = call.filter(which)?;
    let listed = flags::list(call.backend(), &call.actor, &call.project, &filter, limit)
        .await
        .map_err(call.fail())?;
    let next = listed.older.map(|cursor| cursor.text());
    let flags = call.shapes(listed.flags).await?;
    Ok(Json(FlagList { flags, next }).into_response())
}

/// Create a flag
///
/// It is off in every environment. The same request again is answered with the flag that is there.
#[utoipa::path(
    post, path = "/api/v1/projects/{project}/flags", tag = "Flags", operation_id = "createFlag",
    params(("project" = String, Path, description = "The project's key")),
    request_body = NewFlagBody,
    responses(
        (status = 201, description = "Created", body = FlagShape,
            headers(("etag" = String, description = "The version of the details"),
                ("location" = String, description = "Where the flag is"))),
        (status = 200, description = "There already, with these details", body = FlagShape,
            headers(("etag" = String, description = "The version of the details"))),
    ),
)]
pub async fn create(call: Call, body: Sent<NewFlagBody>) -> Answer {
    call.may(Action::EditFlags)?;
    let body = body.read()?;
    let owner = body.owner.map(|owner| owner.to_string()).unwrap_or_default();
    let (key, description) = (body.key.trim().to_owned(), body.description.trim().to_owned());
    let new = NewFlag {
        key: body.key,
        description: body.description,
        kind: body.kind.as_str().to_owned(),
        owner,
    };
    match flags::create(call.backend(), &call.actor, &call.project, new).await {
        Ok(flag) => {
            let location = format!("/api/v1/projects/{}/flags/{}", call.project.key, flag.key);
            let mut answer = call.told(StatusCode::CREATED, flag).await?;
            if let Ok(location) = location.parse() {
                answer.headers_mut().insert(header::LOCATION, location);
            }
            Ok(answer)
        }
        Err(error @ Error::Invalid(_)) => {
            let there = flags::find(call.backend(), &call.actor, &call.project, &key).await.ok();
            let same = there.filter(|flag| {
                flag.archived_at.is_none()
                    && (&flag.description, flag.kind, flag.owner_id.map(|id| id.0))
                        == (&description, body.kind, body.owner)
            });
            match same {
                Some(flag) => call.told(StatusCode::OK, flag).await,
                None => Err(call.fail()(error)),
            }
        }
        Err(error) => Err(call.fail()(error)),
    }
}
