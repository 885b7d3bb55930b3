use arkan_app::page::{Ctx, PageError};
use arkan_domain::identity::Action;
use axum::{Json, extract::Query};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
}

/// One line of the palette.
#[derive(Serialize)]
pub struct Found {
    label: String,
    href: String,
    group: &'static str,
}

/// `GET /palette?q=`: flags, releases and guides by name.
pub async fn search(ctx: Ctx, Query(search): Query<Search>) -> Result<Json<Vec<Found>>, PageError> {
    if !ctx.actor.can_somewhere(Action::View) || search.q.trim().is_empty() {
        return Ok(Json(Vec::new()));
    }
    Ok(Json(Vec::new()))
}
