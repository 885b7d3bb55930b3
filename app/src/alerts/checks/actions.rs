//! What can be done to a check besides editing it.

use crate::{
    forms::{Done, RawForm, Values, answer},
    page::{Ctx, SignedIn},
};
use arkan_backend::{Result, alerts::checks};
use arkan_domain::ids::CheckId;
use arkan_locales::t::alerts as t;
use axum::{extract::Path, response::Response};

/// The ids of the forms.
pub(super) const PAUSE: &str = "pause";
pub(super) const RUN: &str = "run";
pub(super) const ARCHIVE: &str = "archive";

type Target = Path<(String, CheckId)>;

/// `POST /p/{project}/checks/{id}/pause`.
pub async fn pause(SignedIn(ctx): SignedIn, Path((key, id)): Target, RawForm(values): RawForm) -> Response {
    let done = checks::set_enabled(ctx.backend(), &ctx.actor, id, false, values.text("reason")).await;
    settle(&ctx, PAUSE, values, (&key, id), done.map(|_| t::paused_toast(ctx.lang))).await
}

/// `POST /p/{project}/checks/{id}/resume`.
pub async fn resume(SignedIn(ctx): SignedIn, Path((key, id)): Target, RawForm(values): RawForm) -> Response {
    let done = checks::set_enabled(ctx.backend(), &ctx.actor, id, true, "").await;
    settle(
        &ctx,
        PAUSE,
        values,
        (&key, id),
        done.map(|_| t::resumed_toast(ctx.lang)),
    )
    .await
}

/// `POST /p/{project}/checks/{id}/run`.
pub async fn run_now(SignedIn(ctx): SignedIn, Path((key, id)): Target, RawForm(values): RawForm) -> Response {
    let done = checks::run_now(ctx.backend(), &ctx.actor, id).await;
    settle(&ctx, RUN, values, (&key, id), done.map(|()| t::run_toast(ctx.lang))).await
}

/// `POST /p/{project}/checks/{id}/archive`.
pub async fn archive(SignedIn(ctx): SignedIn, Path((key, id)): Target, RawForm(values): RawForm) -> Response {
    let done = checks::archive(
        ctx.backend(),
        &ctx.actor,
        id,
        values.text("confirm"),
        values.text("reason"),
    )
    .await;
    let back = format!("/p/{key}/checks/{id}");
    let done = done.map(|()| Done::new(format!("/p/{key}/checks"), t::archived_toast(ctx.lang)));
    answer(&ctx, ARCHIVE, values, &back, done).await
}

async fn settle(
    ctx: &Ctx,
    form: &str,
    values: Values,
    (key, id): (&str, CheckId),
    done: Result<&'static str>,
) -> Response {
    let back = format!("/p/{key}/checks/{id}");
    let done = done.map(|toast| Done::new(&back, toast));
    answer(ctx, form, values, &back, done).await
}
