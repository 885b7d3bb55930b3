use arkan_app::page::{Ctx, PageResult};
use arkan_domain::identity::Action;
use arkan_locales::t;
use axum::{Json, extract::Query, response::IntoResponse as _};
use http::StatusCode;
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
pub async fn search(ctx: Ctx, Query(search): Query<Search>) -> PageResult {
    if !ctx.actor.can_somewhere(Action::View) {
        return Ok(StatusCode::UNAUTHORIZED.into_response());
    }
    if search.q.trim().is_empty() {
        return Ok(Json(Vec::<Found>::new()).into_response());
    }
    let (backend, actor, lang) = (ctx.backend(), &ctx.actor, ctx.lang);
    let (flags, releases, guides) = tokio::try_join!(
        arkan_app::flags::search(backend, actor, &search.q),
        arkan_app::deployments::search(backend, actor, &search.q),
        arkan_app::guides::search(backend, actor, lang, &search.q),
    )
    .map_err(ctx.fail())?;
    let groups = [
        (t::page::group_flags(lang), flags),
        (t::page::group_releases(lang), releases),
        (t::page::group_guides(lang), guides),
    ];
    let found: Vec<_> = groups
        .into_iter()
        .flat_map(|(group, found)| found.into_iter().map(move |(label, href)| Found { label, href, group }))
        .collect();
    Ok(Json(found).into_response())
}
