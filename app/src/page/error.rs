use super::Ctx;
use super::error_page::{ErrorPage, error_page};
use crate::forms::refusal_text;
use arkan_backend::Error;
use arkan_locales::t;
use axum::{
    Json,
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;
use serde_json::json;

/// The answer of a page handler.
pub type PageResult = std::result::Result<Response, PageError>;

/// Why a page cannot be shown: an error with the reader it must be told to.
pub struct PageError {
    error: Error,
    ctx: Box<Ctx>,
}

impl Ctx {
    /// Binds an error to its reader: `service(…).await.map_err(ctx.fail())?`.
    pub fn fail(&self) -> impl Fn(Error) -> PageError + '_ {
        |error| PageError {
            error,
            ctx: Box::new(self.clone()),
        }
    }

    /// What it means for this request that the database does not answer: whether anything was stored, and whether
    /// applications notice.
    #[must_use]
    pub fn unavailable(&self) -> String {
        let lang = self.lang;
        let text = if self.is_write() {
            t::lists::not_stored(lang)
        } else {
            t::page::unavailable_text(lang)
        };
        match self.backend().flags.source().as_of() {
            Some(at) => format!("{text} {}", t::lists::still_served(lang, at.format("%H:%M UTC"))),
            None => text.to_owned(),
        }
    }

    /// The page for something that is not there.
    #[must_use]
    pub fn not_found(&self) -> PageError {
        self.fail()(Error::NotFound)
    }
}

/// The status of an error.
#[must_use]
pub fn status_of(error: &Error) -> StatusCode {
    match error {
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Forbidden => StatusCode::FORBIDDEN,
        Error::Stale => StatusCode::CONFLICT,
        Error::Requested { .. } => StatusCode::ACCEPTED,
        Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        Error::Identity(arkan_domain::identity::IdentityError::Throttled { .. }) => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let Self { error, ctx } = self;
        // Who is not signed in is asked to, instead of being told that they may not.
        if matches!(error, Error::Forbidden) && ctx.user().is_none() {
            return Redirect::to(&ctx.sign_in_path()).into_response();
        }
        let status = status_of(&error);
        let id = report(&error);
        let lang = ctx.lang;
        let (title, text) = match &error {
            Error::NotFound => (t::page::not_found_title(lang), t::page::not_found_text(lang).to_owned()),
            Error::Forbidden => (t::page::forbidden_title(lang), t::page::forbidden_text(lang).to_owned()),
            Error::Unavailable(_) => (t::page::unavailable_title(lang), ctx.unavailable()),
            Error::Internal(_) => (t::page::internal_title(lang), t::page::internal_text(lang).to_owned()),
            other => (
                t::page::refused_title(lang),
                refusal_text(lang, other).unwrap_or_default(),
            ),
        };
        if ctx.is_enhanced() && matches!(error, Error::Unavailable(_)) {
            // The script keeps the form as it was typed.
            return (status, Json(json!({ "ok": false, "errors": {}, "summary": text }))).into_response();
        }
        let page = ErrorPage {
            title: title.to_owned(),
            text,
            event_id: id,
        };
        (status, ctx.bare(title, || error_page(lang, page))).into_response()
    }
}

/// Logs an internal error under an id that the page shows. Only these reach Sentry.
pub fn report(error: &Error) -> Option<String> {
    let source = std::error::Error::source(error);
    match error {
        Error::Internal(_) => {
            let id = uuid::Uuid::now_v7().simple().to_string();
            tracing::error!(event_id = id, source, "internal error");
            Some(id)
        }
        Error::Unavailable(_) => {
            tracing::warn!(source, "the database is not available");
            None
        }
        _ => None,
    }
}
