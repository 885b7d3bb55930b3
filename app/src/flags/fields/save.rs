use super::list::edit_path;
use crate::{
    flags::constraints::split_values,
    forms::{Done, RawForm, answer},
    page::{Ctx, PageResult},
};
use arkan_backend::flags::{self, NewField};
use arkan_locales::t;
use axum::extract::Path;

pub const FORM: &str = "context-field";
pub const DELETE_FORM: &str = "context-field-delete";

/// `POST /p/{project}/context-fields`: a form with a version changes what is there.
pub async fn save(mut ctx: Ctx, Path(project): Path<String>, RawForm(values): RawForm) -> PageResult {
    let place = ctx.enter(&project).await?;
    let name = values.text("name").trim().to_owned();
    let list = place.path("context-fields");
    let version: Option<i32> = values.get("version").map(|text| text.parse().unwrap_or_default());
    let new = NewField {
        name: name.clone(),
        description: values.text("description").to_owned(),
        legal_values: split_values(values.text("legal_values")),
        sticky: values.checked("sticky"),
    };
    let back = if version.is_some() {
        edit_path(&place, &name)
    } else {
        list.clone()
    };
    let result = flags::save_field(ctx.backend(), &ctx.actor, &place.project, new, version)
        .await
        .map(|()| {
            let said = if version.is_some() {
                t::fields::saved(ctx.lang, &name)
            } else {
                t::fields::created(ctx.lang, &name)
            };
            Done::new(list, said)
        });
    Ok(answer(&ctx, FORM, values, &back, result).await)
}

/// `POST /p/{project}/context-fields/delete`
pub async fn delete(mut ctx: Ctx, Path(project): Path<String>, RawForm(values): RawForm) -> PageResult {
    let place = ctx.enter(&project).await?;
    let name = values.text("name").to_owned();
    let result = flags::delete_field(ctx.backend(), &ctx.actor, &place.project, &name)
        .await
        .map(|()| Done::new(place.path("context-fields"), t::fields::deleted(ctx.lang, &name)));
    Ok(answer(&ctx, DELETE_FORM, values, &edit_path(&place, &name), result).await)
}
