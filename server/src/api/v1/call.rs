use crate::api::{
    Bearer,
    problem::{CallerLang, ProblemJson, problem, title_of},
    sent::{is_json, not_json},
};
use arkan_app::page::AppState;
use arkan_backend::{
    Backend, Error,
    flags::{self, Flag, Target},
    projects::{self, Environment, Project},
};
use arkan_domain::identity::{Action, Actor, Place};
use axum::{
    extract::{FromRef, FromRequestParts, RawPathParams},
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, StatusCode, header, request::Parts};
use serde_json::Value;

pub type Answer = Result<Response, ProblemJson>;

/// What every call below `/api/v1/projects/{project}` begins with: who calls, in which project.
pub struct Call {
    pub app: AppState,
    pub actor: Actor,
    pub lang: CallerLang,
    pub project: Project,
    pub environments: Vec<Environment>,
    headers: HeaderMap,
}

impl<S> FromRequestParts<S> for Call
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let Bearer(actor) = <Bearer as FromRequestParts<S>>::from_request_parts(parts, state).await?;
        let Ok(lang) = CallerLang::from_request_parts(parts, state).await;
        let app = AppState::from_ref(state);
        let refuse = |error: Error| lang.fail()(error).into_response();
        let path = RawPathParams::from_request_parts(parts, state)
            .await
            .map_err(|_| refuse(Error::NotFound))?;
        // No name has a NUL, and Postgres takes none.
        if path.iter().any(|(_, value)| value.contains('\0')) {
            return Err(refuse(Error::NotFound));
        }
        let key = path.iter().find(|(name, _)| *name == "project").map(|(_, value)| value);
        let project = projects::find(&app.backend, &actor, key.unwrap_or_default())
            .await
            .map_err(refuse)?;
        let environments = projects::environments(&app.backend, project.id).await.map_err(refuse)?;
        Ok(Self {
            app,
            actor,
            lang,
            project,
            environments,
            headers: parts.headers.clone(),
        })
    }
}

/// The version that a change was decided on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Version(i32),
    /// `*`: whatever it is now.
    Any,
}

impl Expected {
    pub const fn version(self) -> Option<i32> {
        match self {
            Self::Version(version) => Some(version),
            Self::Any => None,
        }
    }
}

impl Call {
    pub fn backend(&self) -> &Backend {
        &self.app.backend
    }

    /// Words an error.
    pub fn fail(&self) -> impl Fn(Error) -> ProblemJson + use<> {
        self.lang.fail()
    }

    /// Refuses who may not do this in the whole project.
    pub fn may(&self, action: Action) -> Result<(), ProblemJson> {
        let place = Place::project(self.project.id);
        self.backend().allow(&self.actor, action, place).map_err(self.fail())
    }

    /// Refuses who may do this neither in the project nor in one of its environments.
    pub fn may_within(&self, action: Action) -> Result<(), ProblemJson> {
        let allowed = self.backend().allow_within(&self.actor, action, self.project.id);
        allowed.map_err(self.fail())
    }

    /// Refuses a body that is not sent as JSON.
    pub fn is_json(&self) -> Result<(), ProblemJson> {
        if is_json(&self.headers) {
            Ok(())
        } else {
            Err(not_json())
        }
    }

    /// Refuses who may see neither the project nor one of its environments.
    pub fn may_look(&self) -> Result<(), ProblemJson> {
        let allowed = self.backend().allow_within(&self.actor, Action::View, self.project.id);
        allowed.map_err(self.fail())
    }

    /// A flag in an environment in which the caller may do this.
    pub fn target<'a>(&'a self, action: Action, key: &'a str, environment: &str) -> Result<Target<'a>, ProblemJson> {
        self.may_look()?;
        let environment = self
            .environments
            .iter()
            .find(|known| known.key == environment)
            .ok_or_else(|| self.fail()(Error::NotFound))?;
        let place = Place::environment(self.project.id, environment.id);
        self.backend().allow(&self.actor, action, place).map_err(self.fail())?;
        Ok(Target {
            project: &self.project,
            environment,
            key,
        })
    }

    pub async fn flag(&self, key: &str) -> Result<Flag, ProblemJson> {
        let found = flags::find(self.backend(), &self.actor, &self.project, key).await;
        found.map_err(self.fail())
    }

    /// `If-Match`, without which nothing is overwritten (RFC 9110, 13.1.1; RFC 6585, 3).
    pub fn expected(&self) -> Result<Expected, ProblemJson> {
        let status = StatusCode::PRECONDITION_REQUIRED;
        let missing = || {
            let detail = "send If-Match with the ETag that the change was decided on, or * for whatever is there";
            problem(status, title_of(status), Some(detail.to_owned()), Value::Null)
        };
        let tag = self.headers.get(header::IF_MATCH).ok_or_else(missing)?;
        let tag = tag.to_str().unwrap_or_default().trim();
        if tag == "*" {
            return Ok(Expected::Any);
        }
        let version = tag
            .strip_prefix('"')
            .and_then(|tag| tag.strip_suffix('"'))
            .unwrap_or(tag);
        version
            .parse()
            .map(Expected::Version)
            .map_err(|_| self.lang.fail_if_match()(Error::Stale))
    }
}

/// The ETag of a version.
pub fn etag(version: i32) -> [(header::HeaderName, String); 1] {
    [(header::ETAG, format!("\"{version}\""))]
}
