use super::{form_id, read::read, rows};
use crate::{
    flags::constraints::beside_fields,
    forms::{DO, Done, RawForm, Values, answer, put_back},
    page::{Ctx, PageResult},
};
use arkan_backend::{
    Result,
    flags::{self, Target, requests},
};
use arkan_domain::{flags::Rules, identity::Action, ids::RequestId};
use arkan_locales::t;
use axum::extract::Path;

/// The button that shows what a draft would do.
pub const PREVIEW: &str = "preview";

/// `POST /p/{project}/flags/{key}/{environment}/rules`
pub async fn save(
    mut ctx: Ctx,
    Path((project, key, environment)): Path<(String, String, String)>,
    RawForm(mut values): RawForm,
) -> PageResult {
    let place = ctx.enter(&project).await?;
    let environment = place
        .environment(&environment)
        .cloned()
        .ok_or_else(|| ctx.not_found())?;
    ctx.require(Action::EditFlags, place.place())?;
    let form = form_id(&environment.key);
    let request: Option<RequestId> = values.text("request").parse().ok();
    let back = place.path(&format!("flags/{key}/{}/rules", environment.key));
    let back = match request {
        Some(id) => format!("{back}?request={id}"),
        None => back,
    };
    if let Some(id) = rows::change(&mut values, &key, &form) {
        return Ok(put_back(&ctx, &form, values, &format!("{back}#{id}")).await);
    }
    let target = Target {
        project: &place.project,
        environment: &environment,
        key: &key,
    };
    let preview = values.text(DO) == PREVIEW;
    let result = beside_fields(submit(&ctx, target, &values, preview, request).await);
    if preview && result.is_ok() {
        return Ok(put_back(&ctx, &form, values, &format!("{back}#preview")).await);
    }
    let done = result.map(|()| {
        if let Some(id) = request {
            return Done::new(
                place.path(&format!("requests/{id}")),
                t::requests::edited_toast(ctx.lang),
            );
        }
        let to = place.path(&format!("flags/{key}"));
        Done::new(to, t::rules::saved(ctx.lang, &key, &environment.name))
    });
    Ok(answer(&ctx, &form, values, &back, done).await)
}

async fn submit(
    ctx: &Ctx,
    target: Target<'_>,
    values: &Values,
    preview: bool,
    request: Option<RequestId>,
) -> Result<()> {
    let (backend, actor) = (ctx.backend(), &ctx.actor);
    let flag = flags::find(backend, actor, target.project, target.key).await?;
    let state = flags::states(backend, actor, target.project, std::slice::from_ref(&flag))
        .await?
        .remove(&(flag.id, target.environment.id));
    let stored = state.and_then(|state| state.draft().rules());
    let rules: Rules = read(values, &stored.unwrap_or_default())?;
    let draft = rules.draft(values.checked("enabled"));
    if preview {
        return flags::check_draft(backend, target.project.id, draft).await.map(|_| ());
    }
    let version = values.text("version").parse().unwrap_or_default();
    if let Some(id) = request {
        return requests::edit(backend, actor, target, id, draft, version).await;
    }
    flags::set_state(backend, actor, target, draft, Some(version), values.text("reason")).await
}
