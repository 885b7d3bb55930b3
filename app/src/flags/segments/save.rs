use super::{find, form::CONSTRAINTS};
use crate::{
    flags::constraints::{beside_fields, read_constraints, row_change},
    forms::{Done, RawForm, Values, answer, put_back},
    page::{Ctx, InProject, PageResult},
};
use arkan_backend::{
    Result,
    flags::{self, NewSegment},
};
use arkan_domain::{fields::FieldErrors, identity::Action};
use arkan_locales::t;
use axum::extract::Path;

pub const NEW_FORM: &str = "new-segment";

/// The form of a segment, by its key: what was typed for one is not shown for another.
pub fn edit_form(key: &str) -> String {
    format!("edit-{key}")
}

pub fn delete_form(key: &str) -> String {
    format!("delete-{key}")
}

/// `POST /p/{project}/segments`
pub async fn create(mut ctx: Ctx, Path(project): Path<String>, RawForm(mut values): RawForm) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::EditFlags, place.place())?;
    let back = place.path("segments/new");
    if let Some(field) = row_change(&mut values) {
        return Ok(put_back(&ctx, NEW_FORM, values, &format!("{back}#{NEW_FORM}-{field}")).await);
    }
    let result = submit(&ctx, &place, None, &values)
        .await
        .map(|key| Done::new(path(&place, &key), t::segments::created(ctx.lang, key)));
    Ok(answer(&ctx, NEW_FORM, values, &back, result).await)
}

/// `POST /p/{project}/segments/{key}`
pub async fn save(
    mut ctx: Ctx,
    Path((project, key)): Path<(String, String)>,
    RawForm(mut values): RawForm,
) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::EditFlags, place.place())?;
    let segment = find(&ctx, &place, &key).await?;
    let (form, back) = (edit_form(&key), path(&place, &key));
    if let Some(field) = row_change(&mut values) {
        return Ok(put_back(&ctx, &form, values, &format!("{back}#{form}-{field}")).await);
    }
    let version = values.text("version").parse().unwrap_or_default();
    let result = submit(&ctx, &place, Some((segment.id, version)), &values)
        .await
        .map(|key| Done::new(path(&place, &key), t::segments::saved(ctx.lang, key)));
    Ok(answer(&ctx, &form, values, &back, result).await)
}

/// `POST /p/{project}/segments/{key}/delete`
pub async fn delete(
    mut ctx: Ctx,
    Path((project, key)): Path<(String, String)>,
    RawForm(values): RawForm,
) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::EditFlags, place.place())?;
    let segment = find(&ctx, &place, &key).await?;
    let result = flags::delete_segment(ctx.backend(), &ctx.actor, &place.project, segment.id)
        .await
        .map(|()| Done::new(place.path("segments"), t::segments::deleted(ctx.lang, &key)));
    Ok(answer(&ctx, &delete_form(&key), values, &path(&place, &key), result).await)
}

/// Saves what the form says and tells the key that the segment has then.
async fn submit(ctx: &Ctx, place: &InProject, change: Option<(i32, i32)>, values: &Values) -> Result<String> {
    let mut errors = FieldErrors::default();
    let new = NewSegment {
        key: values.text("key").trim().to_owned(),
        description: values.text("description").to_owned(),
        constraints: read_constraints(values, CONSTRAINTS, &mut errors),
    };
    errors.into_result()?;
    let key = new.key.clone();
    let saved = flags::save_segment(ctx.backend(), &ctx.actor, &place.project, change, new).await;
    beside_fields(saved).map(|_| key)
}

fn path(place: &InProject, key: &str) -> String {
    place.path(&format!("segments/{key}"))
}
