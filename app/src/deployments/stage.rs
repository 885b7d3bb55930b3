use super::{lane::promote_form, release::run_rows, stage_forms, stage_settings};
use crate::{
    page::{Ctx, Page, PageResult, Section},
    ui::{AsOf, Badge, Card, Code, Empty, IconName, LiveRegion, PageHead, Pager, Tone, When},
};
use arkan_backend::deployments;
use arkan_domain::{identity::Action, ids::StageRunId};
use arkan_locales::t::deployments as d;
use axum::extract::{Path, Query};
use leptos::prelude::*;
use serde::Deserialize;

/// How many earlier releases can be chosen to go back to.
const CHOICES: i64 = 20;

/// Which page of the history.
#[derive(Deserialize)]
pub struct Shown {
    before: Option<StageRunId>,
}

/// `GET /p/{project}/stages/{stage}`: what runs, what ran, and every way to change it.
pub async fn show(
    mut ctx: Ctx,
    Path((project, key)): Path<(String, String)>,
    Query(shown): Query<Shown>,
) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::View, place.place())?;
    let (backend, lang, now) = (ctx.backend(), ctx.lang, ctx.now);
    let history = deployments::history(backend, &ctx.actor, &place.project, &key, shown.before)
        .await
        .map_err(ctx.fail())?;
    let (lane, previous) = (history.lane, history.previous);
    let earlier = deployments::rollback_choices(backend, &ctx.actor, &lane.stage, CHOICES)
        .await
        .map_err(ctx.fail())?;
    let may_move = ctx.can(Action::MoveRelease, lane.stage.place());
    let may_edit = ctx.can(Action::EditStages, place.place());
    let path = place.path(&format!("stages/{key}"));
    let back_form = ctx.form("roll-back").await;
    let hold_form = ctx
        .form(if lane.stage.held_at.is_some() { "unhold" } else { "hold" })
        .await;
    let settings_form = ctx.form(stage_settings::FORM).await;
    let promote_state = ctx.form(&format!("promote-{key}")).await;

    let never_ran = history.runs.is_empty() && shown.before.is_none();
    let older = history
        .more
        .then(|| history.runs.last().map(|run| format!("{path}?before={}", run.id)))
        .flatten();
    let newer = shown.before.map(|_| path.clone());
    let page =
        Page::new(Section::Deployments, lane.stage.name.clone()).crumb(d::title(lang), place.path("deployments"));
    let candidate = previous
        .and_then(|previous| previous.current)
        .filter(|run| {
            lane.current
                .as_ref()
                .is_none_or(|current| current.release_id != run.release_id)
        })
        .filter(|_| may_move && lane.stage.held_at.is_none());

    Ok(ctx
        .page(page, move || {
            let stage = &lane.stage;
            let tone = if stage.production { Tone::Accent } else { Tone::Neutral };
            let position = stage.position + 1;
            let subtitle = view! {
                <span>{d::stage_subtitle(lang, position, &place.project.name, &stage.environment_name)}</span>
                <Badge label=stage.environment_name.clone() tone=tone/>
                {stage.held_at.map(|_| view! { <Badge label=d::held(lang) tone=Tone::Warning/> })}
                <AsOf lang=lang now=now/>
            };
            let current = match &lane.current {
                None => view! { <p class="muted">{d::nothing_runs(lang)}</p> }.into_any(),
                Some(run) => view! {
                    <p class="lane-version">
                        <a href=place.path(&format!("releases/{}", run.release_id))><Code text=run.version.clone()/></a>
                        " "<span class="muted small">
                            <When lang=lang at=run.started_at now=now/>" "{d::by(lang, &run.actor_label)}
                        </span>
                    </p>
                }
                .into_any(),
            };
            let promote = candidate.map(|run| {
                let label = d::promote_action(lang, &run.version);
                promote_form(lang, &path, &lane, (run.release_id, label), &promote_state, "stage")
            });
            let runs = if history.runs.is_empty() {
                view! { <Empty icon=IconName::Clock title=d::nothing_runs(lang) text=d::history_empty(lang)/> }
                    .into_any()
            } else {
                run_rows(lang, now, &place, &history.runs, false)
            };
            let changes = may_move.then(|| {
                view! {
                    <div>
                        {stage_forms::roll_back(lang, &path, &lane, &earlier, &back_form)}
                    </div>
                    <div>{stage_forms::hold(lang, &path, &lane, &hold_form)}</div>
                }
            });
            let settings = may_edit.then(|| stage_settings::settings(lang, &path, &lane, &settings_form, never_ran));
            view! {
                <PageHead title=stage.name.clone() subtitle=subtitle.into_any()/>
                <div class="split">
                    <LiveRegion id="history" topics="deployments">
                        <div class="stack">
                            <Card>{current}{promote}</Card>
                            <Card title=d::history(lang) flush=true>{runs}</Card>
                            <Pager lang=lang newer=newer older=older/>
                        </div>
                    </LiveRegion>
                    <LiveRegion id="stage-changes" topics="deployments">
                        <div class="stack">{changes}{settings}</div>
                    </LiveRegion>
                </div>
            }
            .into_any()
        })
        .await)
}
