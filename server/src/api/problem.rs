use arkan_app::{
    forms::{problem_text, refusal_text},
    page::{report, status_of},
};
use arkan_backend::Error;
use arkan_domain::fields::Problem;
use arkan_locales::{Lang, t};
use axum::{
    Json,
    extract::FromRequestParts,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header, request::Parts};
use serde::Serialize;
use serde_json::{Value, json};
use std::convert::Infallible;
use utoipa::ToSchema;

/// The language of a caller, for the texts of errors.
#[derive(Clone, Copy, Debug)]
pub struct CallerLang(pub Lang);

impl<S: Send + Sync> FromRequestParts<S> for CallerLang {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let wanted = parts.headers.get(header::ACCEPT_LANGUAGE);
        let lang = wanted
            .and_then(|value| value.to_str().ok())
            .and_then(Lang::from_accept_language);
        Ok(Self(lang.unwrap_or_default()))
    }
}

/// An error as `application/problem+json` (RFC 9457): fields that are wrong stand in `errors`, each with a JSON
/// pointer, a code, and a sentence.
pub struct ProblemJson(Response);

impl IntoResponse for ProblemJson {
    fn into_response(self) -> Response {
        self.0
    }
}

impl CallerLang {
    /// Words an error for the caller: `.map_err(lang.fail())?`.
    pub fn fail(self) -> impl Fn(Error) -> ProblemJson {
        move |error| self.word(&error)
    }

    /// Words an error of a change that named the version it was decided on: a newer one fails the precondition.
    pub fn fail_if_match(self) -> impl Fn(Error) -> ProblemJson {
        move |error| match error {
            Error::Stale => self.word_as(&error, StatusCode::PRECONDITION_FAILED),
            _ => self.word(&error),
        }
    }

    fn word(self, error: &Error) -> ProblemJson {
        self.word_as(error, status_of(error))
    }

    fn word_as(self, error: &Error, status: StatusCode) -> ProblemJson {
        if let Error::Requested { path } = error {
            return asked(self.0, path);
        }
        let event = report(error);
        let errors = match error {
            Error::Invalid(fields) => fields
                .iter()
                .map(|(field, problem)| {
                    json!({
                        "pointer": format!("#/{}", field.replace('.', "/")).trim_end_matches('/'),
                        "code": code_of(problem),
                        "detail": problem_text(self.0, problem),
                    })
                })
                .collect(),
            _ => Value::Null,
        };
        let detail = refusal_text(self.0, error).map(|text| match event {
            Some(id) => format!("{text} {id}"),
            None => text,
        });
        let title = match error {
            Error::NotFound => t::page::not_found_title(self.0),
            Error::Forbidden => t::page::forbidden_title(self.0),
            Error::Unavailable(_) => t::page::unavailable_title(self.0),
            Error::Internal(_) => t::page::internal_title(self.0),
            _ => t::page::refused_title(self.0),
        };
        problem(status, title, detail, errors)
    }
}

/// A change that needs the approval of others: accepted, not made (RFC 9110, 15.3.3).
#[derive(Serialize, ToSchema)]
#[schema(as = Requested)]
pub struct RequestedShape {
    /// The page of the change request, where others approve it.
    #[schema(example = "/p/shop/requests/01930000-0000-7000-8000-000000000000")]
    request: String,
    /// For people, in the language of `Accept-Language` (English or Arabic).
    detail: String,
}

fn asked(lang: Lang, path: &str) -> ProblemJson {
    let body = RequestedShape {
        request: path.to_owned(),
        detail: t::requests::opened_toast(lang).to_owned(),
    };
    let location = [(header::LOCATION, path.to_owned())];
    ProblemJson((StatusCode::ACCEPTED, location, Json(body)).into_response())
}

/// A problem that no service speaks of: a body that cannot be read, a header that is missing.
pub fn problem(status: StatusCode, title: &str, detail: Option<String>, errors: Value) -> ProblemJson {
    let mut body = json!({ "type": "about:blank", "title": title, "status": status.as_u16() });
    if let Some(detail) = detail {
        body["detail"] = detail.into();
    }
    if !errors.is_null() {
        body["errors"] = errors;
    }
    let mut response = (status, Json(body)).into_response();
    let kind = header::HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    ProblemJson(response)
}

/// The standard's words for a status.
pub fn title_of(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("Bad Request")
}

/// The name of a problem as serde writes it, which stays the same in every language.
pub fn code_of(problem: &Problem) -> Value {
    serde_json::to_value(problem)
        .ok()
        .and_then(|mut value| value.get_mut("problem").map(Value::take))
        .unwrap_or(Value::Null)
}
