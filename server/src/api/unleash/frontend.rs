use super::{caller::Frontend, context, error::Refused};
use crate::api::environment::Denied;
use arkan_app::page::AppState;
use arkan_backend::flags::Asked;
use axum::{
    Json,
    body::Bytes,
    extract::{Query, State},
    response::{IntoResponse as _, Response},
};
use serde_json::json;

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
    let flags = &app.backend.flags;
    let enabled = flags
        .enabled(frontend.0.environment, asked)
        .ok_or(Refused::Denied(Denied::Unavailable))?;
    let toggles: Vec<_> = enabled
        .into_iter()
        .map(|(name, variant)| {
            json!({
                "name": name,
                "enabled": true,
                "variant": variant.to_enriched_response(true),
                "impressionData": false,
            })
        })
        .collect();
    Ok(Json(json!({ "toggles": toggles })).into_response())
}
