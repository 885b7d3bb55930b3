use super::list::{FORM, end_form};
use crate::{
    forms::{Done, RawForm, answer},
    page::{Ctx, PageResult},
};
use arkan_backend::{Error, freezes};
use arkan_domain::{fields::Problem, freezes::FreezeForm, identity::Action, ids::FreezeId};
use arkan_locales::t::freezes as f;
use axum::extract::Path;

/// `POST /p/{project}/freezes`
pub async fn create(mut ctx: Ctx, Path(project): Path<String>, RawForm(values): RawForm) -> PageResult {
    let place = ctx.enter(&project).await?;
    let back = place.path("freezes");
    let text = |name: &str| values.text(name).to_owned();
    let form = FreezeForm {
        from: text("from"),
        until: text("until"),
        zone: text("zone"),
        reason: text("reason"),
    };
    let made = async {
        ctx.backend().allow(&ctx.actor, Action::EditFreezes, place.place())?;
        let environment = match values.text("environment") {
            "" => None,
            key => {
                let unknown = || Error::field("environment", Problem::Unknown);
                Some(place.environment(key).ok_or_else(unknown)?)
            }
        };
        freezes::create(ctx.backend(), &ctx.actor, &place.project, environment, &form).await?;
        Ok(Done::new(back.clone(), f::created_toast(ctx.lang)))
    };
    let result = made.await;
    Ok(answer(&ctx, FORM, values, &back, result).await)
}

/// `POST /p/{project}/freezes/{id}/end`
pub async fn end(mut ctx: Ctx, Path((project, id)): Path<(String, String)>, RawForm(values): RawForm) -> PageResult {
    let place = ctx.enter(&project).await?;
    let back = place.path("freezes");
    let id: FreezeId = id.parse().map_err(|_| ctx.not_found())?;
    let (project, environments) = (&place.project, &place.environments);
    let result = freezes::end(
        ctx.backend(),
        &ctx.actor,
        project,
        environments,
        id,
        values.text("reason"),
    )
    .await
    .map(|()| Done::new(back.clone(), f::ended_toast(ctx.lang)));
    Ok(answer(&ctx, &end_form(id), values, &back, result).await)
}
