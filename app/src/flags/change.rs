//! What the forms of an environment's card do.

use super::rollout::FIELD;
use crate::{
    forms::{Done, RawForm, Values, answer},
    page::{Ctx, InProject, PageError, PageResult},
};
use arkan_backend::{
    Error, Result,
    flags::{self, Target},
    projects::Environment,
};
use arkan_domain::{fields::FieldErrors, flags::Percentage, identity::Action};
use arkan_locales::t;
use axum::extract::Path;

/// Project, flag and environment by their keys.
type Keys = Path<(String, String, String)>;

/// What a form is about, found by the keys in its address.
struct Change {
    place: InProject,
    environment: Environment,
    key: String,
    version: Option<i32>,
}

impl Change {
    async fn find(ctx: &mut Ctx, Path((project, key, environment)): Keys, values: &Values) -> Result<Self, PageError> {
        let place = ctx.enter(&project).await?;
        let environment = place
            .environment(&environment)
            .cloned()
            .ok_or_else(|| ctx.not_found())?;
        Ok(Self {
            place,
            environment,
            key,
            // A form without a version has none that could be the right one.
            version: Some(values.text("version").parse().unwrap_or_default()),
        })
    }

    fn target(&self) -> Target<'_> {
        Target {
            project: &self.place.project,
            environment: &self.environment,
            key: &self.key,
        }
    }

    async fn answer(&self, ctx: &Ctx, form: &str, values: Values, result: Result<String>) -> PageResult {
        let back = self.place.path(&format!("flags/{}", self.key));
        let form = format!("{form}-{}", self.environment.key);
        let result = result.map(|toast| Done::new(back.clone(), toast));
        Ok(answer(ctx, &form, values, &back, result).await)
    }
}

/// `POST /p/{project}/flags/{key}/{environment}/switch`
pub async fn switch(mut ctx: Ctx, keys: Keys, RawForm(values): RawForm) -> PageResult {
    let change = Change::find(&mut ctx, keys, &values).await?;
    let enabled = values.text("enabled") == "yes";
    let (lang, name) = (ctx.lang, &change.environment.name);
    let result = flags::set_enabled(ctx.backend(), &ctx.actor, change.target(), enabled, change.version)
        .await
        .map(|()| {
            if enabled {
                t::flags::switched_on(lang, name)
            } else {
                t::flags::switched_off(lang, name)
            }
        });
    change.answer(&ctx, "switch", values, result).await
}

/// `POST /p/{project}/flags/{key}/{environment}/rollout`
pub async fn rollout(mut ctx: Ctx, keys: Keys, RawForm(values): RawForm) -> PageResult {
    let change = Change::find(&mut ctx, keys, &values).await?;
    let allowed = ctx
        .backend()
        .allow(&ctx.actor, Action::EditFlags, change.target().place());
    let result = match allowed.and_then(|()| percentage(values.text(FIELD))) {
        Ok(share) => flags::set_percentage(ctx.backend(), &ctx.actor, change.target(), share, change.version)
            .await
            .map(|()| t::flags::share_set(ctx.lang, share.get(), &change.environment.name)),
        Err(error) => Err(error),
    };
    change.answer(&ctx, "rollout", values, result).await
}

/// `POST /p/{project}/flags/{key}/{environment}/kill`
pub async fn kill(mut ctx: Ctx, keys: Keys, RawForm(values): RawForm) -> PageResult {
    let change = Change::find(&mut ctx, keys, &values).await?;
    let result = flags::kill(ctx.backend(), &ctx.actor, change.target(), values.text("reason"))
        .await
        .map(|()| t::flags::killed_toast(ctx.lang, &change.key, &change.environment.name));
    change.answer(&ctx, "kill", values, result).await
}

/// `POST /p/{project}/flags/{key}/{environment}/revive`
pub async fn revive(mut ctx: Ctx, keys: Keys, RawForm(values): RawForm) -> PageResult {
    let change = Change::find(&mut ctx, keys, &values).await?;
    let result = flags::revive(ctx.backend(), &ctx.actor, change.target(), change.version)
        .await
        .map(|()| t::flags::revived(ctx.lang, &change.key, &change.environment.name));
    change.answer(&ctx, "revive", values, result).await
}

/// Reads a share as it was typed.
fn percentage(text: &str) -> Result<Percentage> {
    let mut errors = FieldErrors::default();
    let number = errors.number(FIELD, text, 0, 100);
    errors.into_result()?;
    Percentage::new(number).map_err(|problem| Error::field(FIELD, problem))
}
