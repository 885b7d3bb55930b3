use crate::{
    forms::{Done, RawForm, answer},
    page::{Ctx, PageResult},
};
use arkan_backend::flags::{self, Target};
use arkan_locales::t;
use axum::extract::Path;

/// What the forms are called, before the environment's key.
pub const FORM: &str = "revert";

/// `POST /p/{project}/flags/{key}/{environment}/revert`
pub async fn revert(
    mut ctx: Ctx,
    Path((project, key, environment)): Path<(String, String, String)>,
    RawForm(values): RawForm,
) -> PageResult {
    let place = ctx.enter(&project).await?;
    let environment = place
        .environment(&environment)
        .cloned()
        .ok_or_else(|| ctx.not_found())?;
    let target = Target {
        project: &place.project,
        environment: &environment,
        key: &key,
    };
    let to = values.text("to").parse().unwrap_or_default();
    let version = Some(values.text("version").parse().unwrap_or_default());
    let back = place.path(&format!("flags/{key}/history?environment={}", environment.key));
    let result = flags::revert(ctx.backend(), &ctx.actor, target, to, version, values.text("reason"))
        .await
        .map(|()| Done::new(back.clone(), t::rules::reverted(ctx.lang, &key, to)));
    let form = format!("{FORM}-{}", environment.key);
    Ok(answer(&ctx, &form, values, &back, result).await)
}
