//! What the forms of a request do.

use super::case::{Case, Keys};
use crate::{
    forms::{Done, RawForm, Values, answer},
    page::{Ctx, PageResult},
};
use arkan_backend::{Error, Result, flags::requests};
use arkan_domain::{flags::plan::parse_zone, freezes::moment, identity::Action};
use arkan_locales::t::requests as r;
use chrono::{DateTime, Utc};

impl Case {
    async fn answer(&self, ctx: &Ctx, form: &str, values: Values, result: Result<()>, toast: &str) -> PageResult {
        let back = self.path();
        let result = result.map(|()| Done::new(back.clone(), toast));
        Ok(answer(ctx, form, values, &back, result).await)
    }

    /// Who may not change flags here is refused before the request is looked for.
    async fn to_change(ctx: &mut Ctx, keys: Keys) -> std::result::Result<Self, crate::page::PageError> {
        let place = ctx.enter(&keys.0.0).await?;
        ctx.require(Action::EditFlags, place.place())?;
        Self::find(ctx, keys).await
    }
}

/// `POST /p/{project}/requests/{id}/approve`
pub async fn approve(mut ctx: Ctx, keys: Keys, RawForm(values): RawForm) -> PageResult {
    let case = Case::to_change(&mut ctx, keys).await?;
    let (id, hash) = (case.detail.request.id, values.text("hash"));
    let result = requests::approve(ctx.backend(), &ctx.actor, case.target(), id, hash).await;
    case.answer(&ctx, "approve", values, result, r::approved_toast(ctx.lang))
        .await
}

/// `POST /p/{project}/requests/{id}/reject`
pub async fn reject(mut ctx: Ctx, keys: Keys, RawForm(values): RawForm) -> PageResult {
    let case = Case::to_change(&mut ctx, keys).await?;
    let (id, reason) = (case.detail.request.id, values.text("reason"));
    let result = requests::reject(ctx.backend(), &ctx.actor, case.target(), id, reason).await;
    case.answer(&ctx, "reject", values, result, r::rejected_toast(ctx.lang))
        .await
}

/// `POST /p/{project}/requests/{id}/withdraw`
pub async fn withdraw(mut ctx: Ctx, keys: Keys, RawForm(values): RawForm) -> PageResult {
    let case = Case::to_change(&mut ctx, keys).await?;
    let id = case.detail.request.id;
    let result = requests::withdraw(ctx.backend(), &ctx.actor, case.target(), id).await;
    case.answer(&ctx, "withdraw", values, result, r::withdrawn_toast(ctx.lang))
        .await
}

/// `POST /p/{project}/requests/{id}/comment`
pub async fn comment(mut ctx: Ctx, keys: Keys, RawForm(values): RawForm) -> PageResult {
    let case = Case::to_change(&mut ctx, keys).await?;
    let (id, body) = (case.detail.request.id, values.text("body"));
    let result = requests::comment(ctx.backend(), &ctx.actor, case.target(), id, body).await;
    case.answer(&ctx, "comment", values, result, r::commented_toast(ctx.lang))
        .await
}

/// `POST /p/{project}/requests/{id}/apply`
pub async fn apply(mut ctx: Ctx, keys: Keys, RawForm(values): RawForm) -> PageResult {
    let case = Case::to_change(&mut ctx, keys).await?;
    let id = case.detail.request.id;
    let result = requests::apply(ctx.backend(), &ctx.actor, case.target(), id).await;
    case.answer(&ctx, "apply", values, result, r::applied_toast(ctx.lang))
        .await
}

/// `POST /p/{project}/requests/{id}/schedule`; without a time it takes the time back.
pub async fn schedule(mut ctx: Ctx, keys: Keys, RawForm(values): RawForm) -> PageResult {
    let case = Case::to_change(&mut ctx, keys).await?;
    let id = case.detail.request.id;
    let at = match values.text("act") {
        "forget" => Ok(None),
        _ => moment_of(&values).map(Some),
    };
    let result = match at {
        Ok(at) => requests::schedule(ctx.backend(), &ctx.actor, case.target(), id, at).await,
        Err(error) => Err(error),
    };
    case.answer(&ctx, "schedule", values, result, r::scheduled_toast(ctx.lang))
        .await
}

/// `POST /p/{project}/requests/{id}/rebase`
pub async fn rebase(mut ctx: Ctx, keys: Keys, RawForm(values): RawForm) -> PageResult {
    let case = Case::to_change(&mut ctx, keys).await?;
    let id = case.detail.request.id;
    let result = requests::rebase(ctx.backend(), &ctx.actor, case.target(), id).await;
    case.answer(&ctx, "rebase", values, result, r::rebased_toast(ctx.lang))
        .await
}

fn moment_of(values: &Values) -> Result<DateTime<Utc>> {
    let zone = parse_zone(values.text("zone")).map_err(|problem| Error::field("zone", problem))?;
    moment(values.text("at"), zone).map_err(|problem| Error::field("at", problem))
}
