use crate::{
    forms::{Done, RawForm, answer},
    page::Ctx,
};
use arkan_backend::guides;
use arkan_locales::t;
use axum::{extract::Path, response::Response};

/// `POST /guides/{slug}/archive`
pub async fn archive(ctx: Ctx, Path(slug): Path<String>, RawForm(values): RawForm) -> Response {
    let result = guides::archive(ctx.backend(), &ctx.actor, &slug).await;
    let done = || Done::new("/guides", t::guides::archived_done(ctx.lang, &slug));
    let result = result.map(|()| done());
    answer(&ctx, "archive", values, &format!("/guides/{slug}"), result).await
}

/// `POST /guides/{slug}/restore`
pub async fn restore(ctx: Ctx, Path(slug): Path<String>, RawForm(values): RawForm) -> Response {
    let back = format!("/guides/{slug}");
    let result = guides::restore(ctx.backend(), &ctx.actor, &slug).await;
    let result = result.map(|()| Done::new(back.clone(), t::guides::restored_done(ctx.lang, &slug)));
    answer(&ctx, "restore", values, &back, result).await
}
