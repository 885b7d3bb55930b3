//! What the forms of a plan that is under way do.

use super::steer::form_id;
use crate::{
    forms::{Done, RawForm, Values, answer},
    page::{Ctx, InProject, PageError, PageResult},
};
use arkan_backend::{
    Result,
    flags::{Target, plans},
    projects::Environment,
};
use arkan_locales::t::plans as p;
use axum::extract::Path;

/// Project, flag and environment by their keys.
pub type Keys = Path<(String, String, String)>;

/// What a page or form is about, found by the keys in its address.
pub struct Spot {
    pub place: InProject,
    pub environment: Environment,
    pub key: String,
}

impl Spot {
    pub async fn find(ctx: &mut Ctx, Path((project, key, environment)): Keys) -> Result<Self, PageError> {
        let place = ctx.enter(&project).await?;
        let environment = place
            .environment(&environment)
            .cloned()
            .ok_or_else(|| ctx.not_found())?;
        Ok(Self {
            place,
            environment,
            key,
        })
    }

    pub fn target(&self) -> Target<'_> {
        Target {
            project: &self.place.project,
            environment: &self.environment,
            key: &self.key,
        }
    }

    /// The address of the flag's page.
    pub fn flag_path(&self) -> String {
        self.place.path(&format!("flags/{}", self.key))
    }

    /// The address of the plan's page.
    pub fn path(&self) -> String {
        format!("{}/{}/plan", self.flag_path(), self.environment.key)
    }

    async fn answer(&self, ctx: &Ctx, act: &str, values: Values, result: Result<()>, toast: &str) -> PageResult {
        let back = self.path();
        let result = result.map(|()| Done::new(back.clone(), toast));
        Ok(answer(ctx, &form_id(act), values, &back, result).await)
    }
}

/// The version that the form was made for; one that is missing is none that could be right.
fn version(values: &Values) -> i32 {
    values.text("version").parse().unwrap_or_default()
}

/// `POST /p/{project}/flags/{key}/{environment}/plan/pause`
pub async fn pause(mut ctx: Ctx, keys: Keys, RawForm(values): RawForm) -> PageResult {
    let spot = Spot::find(&mut ctx, keys).await?;
    let (version, reason) = (version(&values), values.text("reason"));
    let result = plans::pause(ctx.backend(), &ctx.actor, spot.target(), version, reason).await;
    spot.answer(&ctx, "pause", values, result, p::paused_toast(ctx.lang))
        .await
}

/// `POST /p/{project}/flags/{key}/{environment}/plan/resume`
pub async fn resume(mut ctx: Ctx, keys: Keys, RawForm(values): RawForm) -> PageResult {
    let spot = Spot::find(&mut ctx, keys).await?;
    let result = plans::resume(ctx.backend(), &ctx.actor, spot.target(), version(&values)).await;
    spot.answer(&ctx, "resume", values, result, p::resumed_toast(ctx.lang))
        .await
}

/// `POST /p/{project}/flags/{key}/{environment}/plan/skip`
pub async fn skip(mut ctx: Ctx, keys: Keys, RawForm(values): RawForm) -> PageResult {
    let spot = Spot::find(&mut ctx, keys).await?;
    let (version, reason) = (version(&values), values.text("reason"));
    let result = plans::skip(ctx.backend(), &ctx.actor, spot.target(), version, reason).await;
    spot.answer(&ctx, "skip", values, result, p::skipped_toast(ctx.lang))
        .await
}

/// `POST /p/{project}/flags/{key}/{environment}/plan/cancel`
pub async fn cancel(mut ctx: Ctx, keys: Keys, RawForm(values): RawForm) -> PageResult {
    let spot = Spot::find(&mut ctx, keys).await?;
    let (version, reason) = (version(&values), values.text("reason"));
    let result = plans::cancel(ctx.backend(), &ctx.actor, spot.target(), version, reason).await;
    spot.answer(&ctx, "cancel", values, result, p::cancelled_toast(ctx.lang))
        .await
}
