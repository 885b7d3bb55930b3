use crate::{
    forms::{Done, RawForm, Values, answer},
    page::{Ctx, InProject, PageResult},
};
use arkan_backend::{
    Error, Result,
    deployments::{self, Move, Release, Stage},
};
use arkan_domain::{fields::Problem, identity::Action};
use arkan_locales::t::deployments as d;
use axum::extract::Path;

/// `POST /p/{project}/stages/{stage}/promote`.
pub async fn promote(
    mut ctx: Ctx,
    Path((project, stage)): Path<(String, String)>,
    RawForm(values): RawForm,
) -> PageResult {
    let place = ctx.enter(&project).await?;
    let page = place.path(&format!("stages/{stage}"));
    let back = match values.text("from") {
        "pipeline" => place.path("deployments"),
        _ => page,
    };
    let form = format!("promote-{stage}");
    let result = promoted(&ctx, &place, &stage, &values)
        .await
        .map(|text| Done::new(back.clone(), text));
    Ok(answer(&ctx, &form, values, &back, result).await)
}

async fn promoted(ctx: &Ctx, place: &InProject, stage: &str, values: &Values) -> Result<String> {
    let name = stage_to_move(ctx, place, stage).await?.name;
    let release = release(ctx, place, values).await?;
    let to = Move {
        project: &place.project,
        stage,
        release: &release,
        expected: values.text("version").parse().ok(),
        reason: values.text("reason"),
    };
    deployments::promote(ctx.backend(), &ctx.actor, to).await?;
    Ok(d::promoted(ctx.lang, &release.version, name))
}

/// `POST /p/{project}/stages/{stage}/rollback`. In production the stage's key is typed to confirm.
pub async fn roll_back(
    mut ctx: Ctx,
    Path((project, stage)): Path<(String, String)>,
    RawForm(values): RawForm,
) -> PageResult {
    let place = ctx.enter(&project).await?;
    let back = place.path(&format!("stages/{stage}"));
    let result = rolled_back(&ctx, &place, &stage, &values)
        .await
        .map(|text| Done::new(back.clone(), text));
    Ok(answer(&ctx, "roll-back", values, &back, result).await)
}

async fn rolled_back(ctx: &Ctx, place: &InProject, stage: &str, values: &Values) -> Result<String> {
    let found = stage_to_move(ctx, place, stage).await?;
    if found.production && values.text("confirm").trim() != found.key {
        let expected = found.key;
        return Err(Error::field("confirm", Problem::NameNotTyped { expected }));
    }
    let release = release(ctx, place, values).await?;
    let to = Move {
        project: &place.project,
        stage,
        release: &release,
        expected: values.text("version").parse().ok(),
        reason: values.text("reason"),
    };
    deployments::roll_back(ctx.backend(), &ctx.actor, to).await?;
    Ok(d::rolled_back(ctx.lang, found.name, &release.version))
}

/// `POST /p/{project}/stages/{stage}/hold`.
pub async fn hold(
    mut ctx: Ctx,
    Path((project, stage)): Path<(String, String)>,
    RawForm(values): RawForm,
) -> PageResult {
    let place = ctx.enter(&project).await?;
    let back = place.path(&format!("stages/{stage}"));
    let held = async {
        let name = stage_to_move(&ctx, &place, &stage).await?.name;
        let reason = values.text("reason");
        deployments::hold(ctx.backend(), &ctx.actor, &place.project, &stage, reason).await?;
        Ok(Done::new(back.clone(), d::held_done(ctx.lang, name)))
    };
    let result = held.await;
    Ok(answer(&ctx, "hold", values, &back, result).await)
}

/// `POST /p/{project}/stages/{stage}/unhold`.
pub async fn unhold(
    mut ctx: Ctx,
    Path((project, stage)): Path<(String, String)>,
    RawForm(values): RawForm,
) -> PageResult {
    let place = ctx.enter(&project).await?;
    let back = place.path(&format!("stages/{stage}"));
    let lifted = async {
        let name = stage_to_move(&ctx, &place, &stage).await?.name;
        let reason = values.text("reason");
        deployments::unhold(ctx.backend(), &ctx.actor, &place.project, &stage, reason).await?;
        Ok(Done::new(back.clone(), d::unheld_done(ctx.lang, name)))
    };
    let result = lifted.await;
    Ok(answer(&ctx, "unhold", values, &back, result).await)
}

/// The stage that a form moves, for who may move it: asked before its fields are looked at.
async fn stage_to_move(ctx: &Ctx, place: &InProject, stage: &str) -> Result<Stage> {
    let (lane, _) = deployments::stage(ctx.backend(), &ctx.actor, &place.project, stage).await?;
    ctx.backend()
        .allow(&ctx.actor, Action::MoveRelease, lane.stage.place())?;
    Ok(lane.stage)
}

async fn release(ctx: &Ctx, place: &InProject, values: &Values) -> Result<Release> {
    let unknown = || Error::field("release", Problem::Unknown);
    let id = values.text("release").parse().map_err(|_| unknown())?;
    match deployments::release(ctx.backend(), &ctx.actor, &place.project, id).await {
        Err(Error::NotFound) => Err(unknown()),
        other => other,
    }
}
