use super::{caller::Frontend, context, error::Refused};
use crate::api::{environment::Denied, json};
use arkan_app::page::AppState;
use arkan_backend::flags::{Asked, Enabled};
use axum::{
    body::Bytes,
    extract::{Query, State},
    response::Response,
};
use serde::Serialize;
use serde_json::value::RawValue;

/// About how many bytes a flag takes in an answer.
const TOGGLE: usize = 192;

/// What the protocol calls having no variant.
const NO_VARIANT: &str = "disabled";

#[derive(Serialize)]
struct Toggles<'a, P> {
    toggles: Vec<Told<'a, P>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Told<'a, P> {
    /// Written already.
    Ready(&'a RawValue),
    Toggle(Toggle<'a, P>),
}

/// A flag that someone has, in the protocol's form.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Toggle<'a, P> {
    name: &'a str,
    enabled: bool,
    variant: Variant<'a, P>,
    impression_data: bool,
}

fn toggle<'a>(enabled: &'a Enabled<'_>) -> Toggle<'a, impl Serialize + use<>> {
    let variant = enabled.variant.as_ref();
    Toggle {
        name: enabled.key,
        enabled: true,
        variant: Variant {
            name: variant.map_or(NO_VARIANT, |variant| &variant.name),
            payload: variant.and_then(|variant| variant.payload.as_ref()),
            enabled: variant.is_some_and(|variant| variant.enabled),
            feature_enabled: true,
        },
        impression_data: false,
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Variant<'a, P> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<&'a P>,
    enabled: bool,
    feature_enabled: bool,
}

/// `GET /api/frontend?userId=…&properties[plan]=pro`: the flags that someone has.
pub async fn by_query(
    State(app): State<AppState>,
    frontend: Frontend,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Refused> {
    answer(&app, &frontend, &context::from_query(pairs)?)
}

/// `POST /api/frontend`: the same, with the context in the body.
pub async fn by_body(State(app): State<AppState>, frontend: Frontend, body: Bytes) -> Result<Response, Refused> {
    answer(&app, &frontend, &context::from_body(&body)?)
}

fn answer(app: &AppState, frontend: &Frontend, asked: &Asked) -> Result<Response, Refused> {
    let told = app.backend.flags.serving(frontend.0.environment, asked, |serving| {
        let enabled = serving.enabled();
        let expected = enabled.len() * TOGGLE;
        let toggles = enabled
            .iter()
            .map(|one| {
                let ready = match one.variant {
                    None => one.written.toggle.or_write(|| toggle(one)),
                    Some(_) => None,
                };
                ready.map_or_else(|| Told::Toggle(toggle(one)), Told::Ready)
            })
            .collect();
        json::large(&Toggles { toggles }, expected)
    });
    told.ok_or(Refused::Denied(Denied::Unavailable))
}
