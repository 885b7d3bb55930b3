use crate::{
    page::{Ctx, InProject, Page, PageResult, Section},
    ui::{AsOf, Card, Code, DefinitionList, LiveRegion, PageHead, When, duration_text},
};
use arkan_backend::deployments::{self, Release, Run};
use arkan_domain::{
    deployments::{RunKind, Source, Stay, seconds_of, steps},
    identity::Action,
};
use arkan_locales::{Lang, t::deployments as d};
use axum::extract::Path;
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// `GET /p/{project}/releases/{release}`: what it is, where it ran, how long each step took.
pub async fn show(mut ctx: Ctx, Path((project, id)): Path<(String, String)>) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::View, place.place())?;
    let (backend, lang, now) = (ctx.backend(), ctx.lang, ctx.now);
    let id = id.parse().map_err(|_| ctx.not_found())?;
    let release = deployments::release(backend, &ctx.actor, &place.project, id)
        .await
        .map_err(ctx.fail())?;
    let runs = deployments::runs_of(backend, &ctx.actor, &release)
        .await
        .map_err(ctx.fail())?;
    let title = d::release_title(lang, &release.version);
    let page = Page::new(Section::Deployments, title.clone()).crumb(d::title(lang), place.path("deployments"));
    Ok(ctx
        .page(page, move || {
            let subtitle = view! {
                <span><When lang=lang at=release.created_at now=now/>" "{d::by(lang, &release.created_by)}</span>
                <AsOf lang=lang now=now/>
            };
            let text = release.notes.clone();
            let notes = (!text.is_empty()).then(|| {
                view! { <Card title=d::field_notes(lang)><p class="notes" dir="auto">{text}</p></Card> }
            });
            let table = if runs.is_empty() {
                view! { <p class="muted card-note">{d::where_ran_empty(lang)}</p> }.into_any()
            } else {
                run_rows(lang, now, &place, &runs, true)
            };
            view! {
                <PageHead title=title subtitle=subtitle.into_any()/>
                <div class="split">
                    <LiveRegion id="release-runs" topics="deployments">
                        <div class="stack">
                            <Card title=d::where_ran(lang) flush=true>{table}</Card>
                            {notes}
                        </div>
                    </LiveRegion>
                    <div class="stack">{facts(lang, &release)}{way(lang, &release, &runs)}</div>
                </div>
            }
            .into_any()
        })
        .await)
}

fn facts(lang: Lang, release: &Release) -> AnyView {
    let or = |text: &str, none: &'static str| {
        if text.is_empty() {
            view! { <span class="muted">{none}</span> }.into_any()
        } else {
            view! { <Code text=text/> }.into_any()
        }
    };
    let source = match Source::parse(&release.source) {
        Some(Source::Api) => d::source_api(lang),
        Some(Source::Itself) => d::source_self(lang),
        _ => d::source_page(lang),
    };
    let rows = vec![
        (
            d::col_version(lang).to_owned(),
            view! { <Code text=release.version.clone()/> }.into_any(),
        ),
        (d::col_commit(lang).to_owned(), or(&release.commit, d::no_commit(lang))),
        (
            d::field_digest(lang).to_owned(),
            or(&release.digest, d::no_digest(lang)),
        ),
        (d::col_how(lang).to_owned(), source.into_any()),
    ];
    view! { <Card title=d::facts(lang)><DefinitionList rows=rows/></Card> }.into_any()
}

/// How long the release took from stage to stage.
fn way(lang: Lang, release: &Release, runs: &[Run]) -> AnyView {
    let stays: Vec<Stay> = runs
        .iter()
        .map(|run| Stay {
            stage: run.stage_name.clone(),
            from: run.started_at,
            until: run.ended_at,
        })
        .collect();
    let items: Vec<_> = steps(release.created_at, &stays)
        .into_iter()
        .enumerate()
        .map(|(index, step)| {
            let duration = duration_text(lang, step.seconds);
            let text = match index {
                0 => d::way_first(lang, step.stage, duration),
                _ => d::way_next(lang, step.stage, duration),
            };
            view! { <li>{text}</li> }
        })
        .collect();
    if items.is_empty() {
        return ().into_any();
    }
    view! { <Card title=d::way(lang)><ol class="way">{items}</ol></Card> }.into_any()
}

/// Runs as a table: of one release by stage, or of one stage by release.
pub fn run_rows(lang: Lang, now: DateTime<Utc>, place: &InProject, runs: &[Run], by_stage: bool) -> AnyView {
    let rows: Vec<_> = runs
        .iter()
        .map(|run| {
            let link = if by_stage {
                let href = place.path(&format!("stages/{}", run.stage_key));
                view! { <a class="row-link" href=href><bdi>{run.stage_name.clone()}</bdi></a> }.into_any()
            } else {
                let href = place.path(&format!("releases/{}", run.release_id));
                view! { <a class="row-link" href=href><Code text=run.version.clone()/></a> }.into_any()
            };
            let how = match run.kind() {
                RunKind::Deploy => d::kind_deploy(lang),
                RunKind::Promote => d::kind_promote(lang),
                RunKind::Rollback => d::kind_rollback(lang),
            };
            let replaces = run
                .replaces
                .as_ref()
                .map(|version| view! { <span class="table-sub">{d::replaced(lang, version)}</span> });
            let lasted = duration_text(lang, seconds_of(run.started_at, run.ended_at.unwrap_or(now)));
            let lasted = if run.ended_at.is_some() {
                lasted
            } else {
                d::still(lang, lasted)
            };
            view! {
                <tr>
                    <th scope="row">{link}</th>
                    <td data-label=d::col_how(lang)><span>{how}{replaces}</span></td>
                    <td data-label=d::col_by(lang)>
                        <span>
                            <bdi>{run.actor_label.clone()}</bdi>
                            <span class="table-sub" dir="auto">{run.reason.clone()}</span>
                        </span>
                    </td>
                    <td class="num" data-label=d::col_since(lang)><When lang=lang at=run.started_at now=now/></td>
                    <td class="num" data-label=d::col_duration(lang)>{lasted}</td>
                </tr>
            }
        })
        .collect();
    let first = if by_stage {
        d::col_stage(lang)
    } else {
        d::col_version(lang)
    };
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{first}</th>
                        <th scope="col">{d::col_how(lang)}</th>
                        <th scope="col">{d::col_by(lang)}</th>
                        <th scope="col" class="num">{d::col_since(lang)}</th>
                        <th scope="col" class="num">{d::col_duration(lang)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
