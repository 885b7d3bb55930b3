use crate::{
    forms::{Done, RawForm, answer},
    page::{Ctx, PageResult},
};
use arkan_backend::{Error, flags};
use arkan_domain::fields::Problem;
use arkan_locales::t::usage as t;
use axum::extract::Path;

pub const COMPLETE: &str = "flag-complete";
pub const REOPEN: &str = "flag-reopen";

/// `POST /p/{project}/flags/{key}/complete`
pub async fn complete(
    mut ctx: Ctx,
    Path((project, key)): Path<(String, String)>,
    RawForm(values): RawForm,
) -> PageResult {
    let place = ctx.enter(&project).await?;
    let back = place.path(&format!("flags/{key}"));
    let keeps = match values.text("keeps") {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(Error::field("keeps", Problem::Unknown)),
    };
    let result = match keeps {
        Ok(keeps) => flags::complete(ctx.backend(), &ctx.actor, &place.project, &key, keeps).await,
        Err(error) => ctx
            .backend()
            .allow(&ctx.actor, arkan_domain::identity::Action::EditFlags, place.place())
            .and(Err(error)),
    };
    let result = result.map(|()| Done::new(back.clone(), t::marked(ctx.lang, &key)));
    Ok(answer(&ctx, COMPLETE, values, &back, result).await)
}

/// `POST /p/{project}/flags/{key}/reopen`
pub async fn reopen(
    mut ctx: Ctx,
    Path((project, key)): Path<(String, String)>,
    RawForm(values): RawForm,
) -> PageResult {
    let place = ctx.enter(&project).await?;
    let back = place.path(&format!("flags/{key}"));
    let result = flags::reopen(ctx.backend(), &ctx.actor, &place.project, &key)
        .await
        .map(|()| Done::new(back.clone(), t::reopened(ctx.lang, &key)));
    Ok(answer(&ctx, REOPEN, values, &back, result).await)
}
