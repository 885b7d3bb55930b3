use super::{FORM, remove_form};
use crate::{
    flags::constraints::split_values,
    forms::{Done, RawForm, answer},
    page::{Ctx, PageResult},
};
use arkan_backend::flags::{self, Prerequisite};
use arkan_locales::t;
use axum::extract::Path;

/// `POST /p/{project}/flags/{key}/needs`
pub async fn set(mut ctx: Ctx, Path((project, key)): Path<(String, String)>, RawForm(values): RawForm) -> PageResult {
    let place = ctx.enter(&project).await?;
    let back = place.path(&format!("flags/{key}"));
    let parent = values.text("parent").trim().to_owned();
    let enabled = values.text("must") != "off";
    // A flag that is off has no variant.
    let variants = if enabled {
        split_values(values.text("variants"))
    } else {
        Vec::new()
    };
    let needed = Prerequisite {
        key: parent.clone(),
        enabled,
        variants,
    };
    let result = flags::set_prerequisite(ctx.backend(), &ctx.actor, &place.project, &key, needed)
        .await
        .map(|()| Done::new(back.clone(), t::needs::set(ctx.lang, &key, parent)));
    Ok(answer(&ctx, FORM, values, &back, result).await)
}

/// `POST /p/{project}/flags/{key}/unneed`
pub async fn remove(
    mut ctx: Ctx,
    Path((project, key)): Path<(String, String)>,
    RawForm(values): RawForm,
) -> PageResult {
    let place = ctx.enter(&project).await?;
    let back = place.path(&format!("flags/{key}"));
    let parent = values.text("parent").to_owned();
    let result = flags::remove_prerequisite(ctx.backend(), &ctx.actor, &place.project, &key, &parent)
        .await
        .map(|()| Done::new(back.clone(), t::needs::removed(ctx.lang, &key, &parent)));
    Ok(answer(&ctx, &remove_form(&parent), values, &back, result).await)
}
