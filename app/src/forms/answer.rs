use super::{FormState, Values, problem_text};
use crate::{
    page::{Ctx, report, status_of},
    shell::Toast,
};
use arkan_backend::{DatabaseError, Error, Result};
use arkan_domain::{fields::FieldErrors, identity::IdentityError, pillar::Severity};
use arkan_locales::{Lang, t};
use axum::{
    Json,
    extract::{FromRequest, Request},
    response::{IntoResponse, Redirect, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use tower_sessions::Session;

/// The session's key for the toast of the last change.
pub(crate) const SESSION_TOAST: &str = "toast";
const SESSION_FORM: &str = "form";

/// A form on its way to being shown again.
#[derive(Serialize, Deserialize)]
struct Refused {
    id: String,
    values: Values,
    errors: FieldErrors,
    refusal: Option<String>,
}

/// A change that was made: where to go, and what to say there.
#[derive(Clone, Debug)]
pub struct Done {
    to: String,
    toast: Option<Toast>,
}

impl Done {
    /// Goes to a path of ours and says that all is well.
    #[must_use]
    pub fn new(to: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            to: to.into(),
            toast: Some(Toast {
                kind: Severity::Good,
                text: text.into(),
            }),
        }
    }

    /// Goes to a path of ours without a word.
    #[must_use]
    pub fn silent(to: impl Into<String>) -> Self {
        Self {
            to: to.into(),
            toast: None,
        }
    }
}

/// The body of a form.
#[derive(Clone, Debug)]
pub struct RawForm(pub Values);

impl<S: Send + Sync> FromRequest<S> for RawForm {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let form = axum::extract::Form::<Vec<(String, String)>>::from_request(request, state);
        form.await
            .map(|form| Self(Values::from_pairs(form.0)))
            .map_err(IntoResponse::into_response)
    }
}

/// Answers a form: see-other on success, back to `back` with what was typed and what was wrong, or JSON for the script.
pub async fn answer(ctx: &Ctx, form: &str, values: Values, back: &str, result: Result<Done>) -> Response {
    match result {
        Ok(done) => succeed(ctx, done).await,
        // Nothing was refused: the change was asked for, and its page is where to go on.
        Err(Error::Requested { path }) => succeed(ctx, Done::new(path, t::requests::opened_toast(ctx.lang))).await,
        Err(Error::Forbidden | Error::NotFound) if !ctx.is_enhanced() => refuse_page(ctx, result),
        Err(error) => refuse(ctx, form, values, back, &error).await,
    }
}

fn refuse_page(ctx: &Ctx, result: Result<Done>) -> Response {
    result
        .err()
        .map_or_else(|| ctx.see("/"), |error| ctx.fail()(error).into_response())
}

/// Answers a change that was made: see-other with its toast, or JSON for the script.
pub(crate) async fn succeed(ctx: &Ctx, done: Done) -> Response {
    if ctx.is_enhanced() {
        return Json(json!({ "ok": true, "location": done.to, "toast": done.toast })).into_response();
    }
    if let Some(toast) = done.toast {
        // A toast that is lost is no loss of data.
        let _ = ctx.session.insert(SESSION_TOAST, toast).await;
    }
    Redirect::to(&done.to).into_response()
}

async fn refuse(ctx: &Ctx, form: &str, values: Values, back: &str, error: &Error) -> Response {
    let event = report(error);
    let errors = match error {
        Error::Invalid(errors) => errors.clone(),
        _ => FieldErrors::default(),
    };
    let refusal = match error {
        Error::Unavailable(_) => Some(ctx.unavailable()),
        _ => refusal_text(ctx.lang, error),
    };
    let refusal = refusal.map(|text| match event {
        Some(id) => format!("{text} {} {id}", t::page::event_id(ctx.lang)),
        None => text,
    });
    if ctx.is_enhanced() {
        let errors: BTreeMap<&str, String> = errors
            .iter()
            .map(|(field, problem)| (field, problem_text(ctx.lang, problem)))
            .collect();
        return (
            status_of(error),
            Json(json!({ "ok": false, "errors": errors, "summary": refusal })),
        )
            .into_response();
    }
    let refused = Refused {
        id: form.to_owned(),
        values: values.without_secrets(),
        errors,
        refusal,
    };
    if ctx.session.insert(SESSION_FORM, refused).await.is_err() {
        return ctx.fail()(Error::Unavailable(DatabaseError::PoolTimedOut)).into_response();
    }
    Redirect::to(back).into_response()
}

/// Shows a form again as it was sent, to be gone on with: a row more, a row less. Nothing was asked of a service yet, so
/// nothing is wrong. `back` may end in `#` and the id of what to go on with.
pub async fn put_back(ctx: &Ctx, form: &str, values: Values, back: &str) -> Response {
    let kept = Refused {
        id: form.to_owned(),
        values: values.without_secrets(),
        errors: FieldErrors::default(),
        refusal: None,
    };
    if ctx.session.insert(SESSION_FORM, kept).await.is_err() {
        return ctx.fail()(Error::Unavailable(DatabaseError::PoolTimedOut)).into_response();
    }
    succeed(ctx, Done::silent(back)).await
}

/// What came back from a refused submission of a form, once.
pub(crate) async fn take_form(session: &Session, id: &str) -> FormState {
    let kept: Option<Refused> = session.get(SESSION_FORM).await.ok().flatten();
    let Some(refused) = kept.filter(|refused| refused.id == id) else {
        return FormState::default();
    };
    let _ = session.remove::<serde_json::Value>(SESSION_FORM).await;
    FormState {
        values: refused.values,
        errors: refused.errors,
        refusal: refused.refusal,
    }
}

/// What was refused about the whole, in the reader's language; nothing when only fields are wrong.
#[must_use]
pub fn refusal_text(lang: Lang, error: &Error) -> Option<String> {
    Some(match error {
        Error::Invalid(_) => return None,
        Error::NotFound => t::page::not_found_text(lang).to_owned(),
        Error::Forbidden => t::page::forbidden_text(lang).to_owned(),
        Error::Stale => t::form::stale(lang).to_owned(),
        Error::Requested { .. } => t::requests::opened_toast(lang).to_owned(),
        Error::Unavailable(_) => t::page::unavailable_text(lang).to_owned(),
        Error::Internal(_) => t::page::internal_text(lang).to_owned(),
        Error::Identity(error) => match error {
            IdentityError::BadCredentials => t::identity::bad_credentials(lang).to_owned(),
            IdentityError::Throttled { seconds } => t::identity::throttled(lang, *seconds),
            IdentityError::LinkSpent => t::identity::link_spent(lang).to_owned(),
            IdentityError::LastAdministrator => t::identity::last_administrator(lang).to_owned(),
            IdentityError::AlreadySetUp => t::identity::already_set_up(lang).to_owned(),
        },
        Error::Freezes(error) => crate::freezes::refusal(lang, error),
        Error::Flags(error) => crate::flags::refusal(lang, error),
        Error::Deployments(error) => crate::deployments::refusal(lang, error),
        Error::Backups(error) => crate::backups::refusal(lang, error),
        Error::Alerts(error) => crate::alerts::refusal(lang, error),
        Error::Guides(error) => crate::guides::refusal(lang, error),
    })
}
