use super::frame::{Page, bare_frame, frame};
use super::{AppState, ClientAddress, CspNonce, PageError};
use crate::{
    forms::{FormState, take_form},
    shell::{self, Theme, Toast},
};
use arkan_backend::{
    Backend, Error,
    freezes::Freeze,
    identity::{User, load_actor},
    projects::{self, Environment, Project},
};
use arkan_domain::{
    identity::{Action, Actor, Place, Who},
    ids::UserId,
};
use arkan_locales::Lang;
use axum::{
    extract::{FromRef, FromRequestParts},
    response::{Html, IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use http::{HeaderMap, Method, header, request::Parts};
use leptos::prelude::{AnyView, IntoAny as _};
use std::sync::Arc;
use tower_sessions::Session;

/// The session's key for the user's id.
pub const SESSION_USER: &str = "user";
const SESSION_PROJECT: &str = "project";
const LANGUAGE_COOKIE: &str = "arkan_language";
const THEME_COOKIE: &str = "arkan_theme";

/// Everything a handler knows about the request and its reader. Anonymous readers have no user and no grants.
#[derive(Clone)]
pub struct Ctx {
    pub lang: Lang,
    pub theme: Theme,
    pub actor: Actor,
    pub session: Session,
    pub now: DateTime<Utc>,
    /// Path and query of this request.
    pub path: String,
    method: Method,
    pub headers: HeaderMap,
    user: Option<Arc<User>>,
    state: AppState,
    nonce: String,
    projects: Arc<Vec<Project>>,
    project: Option<Project>,
    /// What is frozen in the project that was entered, for the banner above its pages.
    frozen: Arc<(Vec<Environment>, Vec<Freeze>)>,
}

impl<S> FromRequestParts<S> for Ctx
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let app = AppState::from_ref(state);
        let address = parts.extensions.get::<ClientAddress>().and_then(|address| address.0);
        let nonce = parts
            .extensions
            .get::<CspNonce>()
            .map(|nonce| nonce.0.clone())
            .unwrap_or_default();
        let path = parts
            .uri
            .path_and_query()
            .map_or_else(|| "/".to_owned(), ToString::to_string);
        let session = Session::from_request_parts(parts, state)
            .await
            .map_err(IntoResponse::into_response)?;
        let mut ctx = Self {
            lang: language(parts, None),
            theme: cookie(&parts.headers, THEME_COOKIE)
                .and_then(Theme::parse)
                .unwrap_or_default(),
            actor: Actor {
                who: Who::System,
                label: String::new(),
                grants: Vec::new(),
                address,
            },
            session,
            now: app.backend.clock.now(),
            path,
            method: parts.method.clone(),
            headers: parts.headers.clone(),
            user: None,
            state: app,
            nonce,
            projects: Arc::default(),
            project: None,
            frozen: Arc::default(),
        };
        // Known to be away: to wait for it would only make the answer late.
        if ctx.backend().flags.source().as_of().is_some() {
            return Err(ctx.fail()(Error::Unavailable(sqlx_unavailable())).into_response());
        }
        match ctx.load_user().await {
            Ok(()) => Ok(ctx),
            Err(error) => Err(ctx.fail()(error).into_response()),
        }
        .map(|mut ctx| {
            let profile = ctx.user.as_ref().and_then(|user| Lang::from_tag(&user.language));
            ctx.lang = language(parts, profile);
            ctx
        })
    }
}

impl Ctx {
    async fn load_user(&mut self) -> Result<(), Error> {
        let id: Option<UserId> = self
            .session
            .get(SESSION_USER)
            .await
            .map_err(|error| session_error(&error))?;
        let Some(id) = id else { return Ok(()) };
        let Some((user, actor)) = load_actor(self.backend(), id, self.actor.address).await? else {
            return Ok(());
        };
        self.theme = Theme::parse(&user.theme).unwrap_or_default();
        self.actor = actor;
        self.user = Some(Arc::new(user));
        self.projects = Arc::new(projects::list(self.backend(), &self.actor).await?);
        let last: Option<String> = self
            .session
            .get(SESSION_PROJECT)
            .await
            .map_err(|error| session_error(&error))?;
        self.project = self
            .projects
            .iter()
            .find(|project| Some(&project.key) == last.as_ref())
            .or(self.projects.first())
            .cloned();
        Ok(())
    }

    /// Notes what is frozen in the project that was entered.
    pub(super) fn note_frozen(&mut self, environments: &[Environment], freezes: Vec<Freeze>) {
        self.frozen = Arc::new((environments.to_vec(), freezes));
    }

    fn banner(&self) -> Option<AnyView> {
        let (environments, freezes) = &*self.frozen;
        crate::freezes::banner(self.lang, self.project.as_ref()?, environments, freezes)
    }

    pub(super) async fn remember_project(&mut self, project: &Project) {
        if self.project.as_ref().is_none_or(|known| known.id != project.id) && self.user.is_some() {
            // A project that is not remembered is chosen again next time.
            let _ = self.session.insert(SESSION_PROJECT, &project.key).await;
        }
        self.project = Some(project.clone());
    }

    #[must_use]
    pub const fn backend(&self) -> &Backend {
        &self.state.backend
    }

    #[must_use]
    pub fn user(&self) -> Option<&User> {
        self.user.as_deref()
    }

    #[must_use]
    pub fn projects(&self) -> &[Project] {
        &self.projects
    }

    /// The project that the navigation leads into: the one entered, else the last one, else the first.
    #[must_use]
    pub const fn project(&self) -> Option<&Project> {
        self.project.as_ref()
    }

    #[must_use]
    pub fn assets(&self) -> &str {
        &self.state.assets
    }

    #[must_use]
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// Whether to show a control; services decide again.
    #[must_use]
    pub fn can(&self, action: Action, place: Place) -> bool {
        self.actor.can(action, place)
    }

    /// Asks for a permission before a page is built.
    ///
    /// # Errors
    /// The page that says no, or the way to sign in.
    pub fn require(&self, action: Action, place: Place) -> Result<(), PageError> {
        if self.can(action, place) {
            Ok(())
        } else {
            Err(self.fail()(Error::Forbidden))
        }
    }

    /// The sign-in page that leads back here; after a form it leads home, for its address may have no page.
    #[must_use]
    pub fn sign_in_path(&self) -> String {
        match self.path.as_str() {
            path if path == "/" || self.method != Method::GET => "/login".to_owned(),
            path => format!("/login?{}", serde_urlencoded_pair("next", path)),
        }
    }

    /// What came back from a refused submission of this form, to be shown once.
    pub async fn form(&self, id: &str) -> FormState {
        if self.is_prefetch() {
            return FormState::default();
        }
        take_form(&self.session, id).await
    }

    /// The toast that the last change left, to be shown once.
    pub(crate) async fn take_toast(&self) -> Option<Toast> {
        if self.is_prefetch() {
            return None;
        }
        self.session.remove(crate::forms::SESSION_TOAST).await.ok().flatten()
    }

    /// Whether the page is fetched though nobody asked to see it, before it is opened or because something on it
    /// changed: what is shown once must wait.
    #[must_use]
    pub fn is_prefetch(&self) -> bool {
        if self.headers.contains_key("x-arkan-live") {
            return true;
        }
        let purpose = |name: &str| self.headers.get(name).and_then(|value| value.to_str().ok());
        [purpose("sec-purpose"), purpose("purpose")]
            .into_iter()
            .flatten()
            .any(|value| value.contains("prefetch"))
    }

    /// A whole page inside the shell.
    pub async fn page(&self, page: Page, body: impl FnOnce() -> AnyView + Send) -> Response {
        let toast = self.take_toast().await;
        let frame = frame(self, page, toast);
        let banner = self.banner();
        let html = shell::render(&self.nonce, || {
            let body = body();
            shell::document(&frame, leptos::prelude::view! { {banner}{body} }.into_any())
        });
        (no_store(), Html(html)).into_response()
    }

    /// A page without navigation: sign-in, set-up, errors.
    pub fn bare(&self, title: &str, body: impl FnOnce() -> AnyView + Send) -> Response {
        let frame = bare_frame(self, title);
        let html = shell::render(&self.nonce, || shell::bare_document(&frame, body()));
        (no_store(), Html(html)).into_response()
    }

    /// Whether the request wants to change something.
    #[must_use]
    pub fn is_write(&self) -> bool {
        self.method != Method::GET && self.method != Method::HEAD
    }

    /// See-other to a path of ours.
    #[must_use]
    pub fn see(&self, path: &str) -> Response {
        Redirect::to(path).into_response()
    }

    /// Whether the request came from the script that enhances forms and wants JSON.
    #[must_use]
    pub fn is_enhanced(&self) -> bool {
        self.headers.contains_key("x-arkan-enhance")
    }
}

fn no_store() -> [(header::HeaderName, &'static str); 1] {
    [(header::CACHE_CONTROL, "no-store")]
}

pub(crate) fn session_error(error: &tower_sessions::session::Error) -> Error {
    tracing::warn!(%error, "the session could not be read");
    Error::Unavailable(sqlx_unavailable())
}

/// Sessions live in the database: when they cannot be read, it is away.
fn sqlx_unavailable() -> arkan_backend::DatabaseError {
    arkan_backend::DatabaseError::PoolTimedOut
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// URL, then profile, cookie and `Accept-Language`.
fn language(parts: &Parts, profile: Option<Lang>) -> Lang {
    let query = parts.uri.query().unwrap_or_default();
    let asked = query
        .split('&')
        .find_map(|pair| Lang::from_tag(pair.strip_prefix("lang=")?));
    let header = || {
        parts
            .headers
            .get(header::ACCEPT_LANGUAGE)?
            .to_str()
            .ok()
            .and_then(Lang::from_accept_language)
    };
    asked
        .or(profile)
        .or_else(|| Lang::from_tag(cookie(&parts.headers, LANGUAGE_COOKIE)?))
        .or_else(header)
        .unwrap_or_default()
}

/// The cookies that keep language and theme for readers without an account.
#[must_use]
pub(crate) fn preference_cookie(name: &str, value: &str) -> String {
    format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly")
}

/// One urlencoded pair.
pub(crate) fn serde_urlencoded_pair(name: &str, value: &str) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .append_pair(name, value)
        .finish()
}

/// The names of the preference cookies.
pub(crate) const COOKIES: (&str, &str) = (LANGUAGE_COOKIE, THEME_COOKIE);
