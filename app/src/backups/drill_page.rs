use super::{running::Running, words};
use crate::{
    page::{Ctx, Page, PageResult, Section},
    ui::{
        AsOf, Bdi, Card, Code, DefinitionList, LiveRegion, Notice, PageHead, StateBadge, StateMark, Tone, When,
        count_text, duration_text, instant,
    },
};
use arkan_backend::backups::{self, Amcheck, Drill, Evidence, TableCount};
use arkan_domain::{
    backups::DrillState,
    identity::{Action, Place},
    ids::DrillId,
    pillar::State,
};
use arkan_locales::{Lang, t::backups as t};
use axum::extract::Path;
use chrono::{DateTime, Utc};
use leptos::prelude::*;

pub(super) async fn show(ctx: Ctx, Path(id): Path<DrillId>) -> PageResult {
    let drill = backups::drill(ctx.backend(), &ctx.actor, id)
        .await
        .map_err(ctx.fail())?;
    let (lang, now) = (ctx.lang, ctx.now);
    let may_run = ctx.can(Action::RunBackup, Place::CONSOLE);
    let title = t::drill_of(lang, instant(drill.started_at));
    let page = Page::new(Section::Backups, &title).crumb(t::title(lang), "/backups");
    let response = ctx.page(page, move || {
        let (state, label) = words::drill_state(lang, drill.state);
        let rows = facts(lang, now, &drill);
        let subtitle = view! { <StateBadge state=state label=label/><AsOf lang=lang now=now/> };
        view! {
            <LiveRegion id="drill" topics=backups::TOPIC>
                <PageHead title=title subtitle=subtitle.into_any()/>
                <div class="stack">
                    <Running lang=lang backup=None drill=Some(drill.clone()) may_run=may_run/>
                    {verdict(lang, &drill)}
                    <Card><DefinitionList rows=rows/></Card>
                    {(!drill.evidence.steps.is_empty()).then(|| steps(lang, &drill.evidence))}
                    {(!drill.evidence.tables.is_empty()).then(|| tables(lang, &drill.evidence.tables))}
                </div>
            </LiveRegion>
        }
        .into_any()
    });
    Ok(response.await)
}

fn verdict(lang: Lang, drill: &Drill) -> impl IntoView + use<> {
    let (tone, title) = match (drill.state, drill.failure) {
        (DrillState::Passed, _) => (Tone::Ok, t::verdict_passed(lang)),
        (DrillState::Failed, Some(failure)) => (Tone::Critical, words::failure(lang, failure)),
        (DrillState::Failed, None) => (Tone::Critical, t::drill_failed(lang)),
        (DrillState::Running, _) => (Tone::Neutral, t::verdict_running(lang)),
        (DrillState::Cancelled, _) => (Tone::Neutral, t::verdict_cancelled(lang)),
    };
    let detail = drill.detail.clone().filter(|detail| !detail.is_empty());
    view! {
        <Notice tone=tone title=title>
            {detail.map(|detail| view! { <p>{t::tool_said(lang)}</p><pre dir="ltr">{detail}</pre> })}
        </Notice>
    }
}

fn facts(lang: Lang, now: DateTime<Utc>, drill: &Drill) -> Vec<(String, AnyView)> {
    let backup = drill
        .snapshot_at
        .map_or_else(|| t::backup(lang).to_owned(), |at| t::backup_of(lang, instant(at)));
    let mut rows = vec![
        (
            t::backup(lang).to_owned(),
            view! { <a href=format!("/backups/{}", drill.backup)>{backup}</a> }.into_any(),
        ),
        (
            t::started(lang).to_owned(),
            view! { <When lang=lang at=drill.started_at now=now/> }.into_any(),
        ),
        (
            t::started_by(lang).to_owned(),
            view! { <Bdi text=drill.actor_label.clone()/>" · "{words::trigger(lang, drill.trigger)} }.into_any(),
        ),
    ];
    let evidence = &drill.evidence;
    let mut add = |name: &str, value: AnyView| rows.push((name.to_owned(), value));
    if let Some(seconds) = drill.restore_seconds {
        add(t::restored_in(lang), duration_text(lang, seconds).into_any());
    }
    if !evidence.restored_into.is_empty() {
        let server = format!("PostgreSQL {}", evidence.restored_into);
        add(t::restored_into(lang), view! { <bdi>{server}</bdi> }.into_any());
    }
    if evidence.entries > 0 {
        add(t::entries(lang), count_text(evidence.entries).into_any());
    }
    match &evidence.amcheck {
        Some(Amcheck::Clean) => add(t::amcheck(lang), t::amcheck_clean(lang).into_any()),
        Some(Amcheck::Skipped { detail }) => {
            let detail = detail.clone();
            add(
                t::amcheck(lang),
                view! { <p>{t::amcheck_skipped(lang)}</p><pre dir="ltr">{detail}</pre> }.into_any(),
            );
        }
        None => {}
    }
    rows
}

fn steps(lang: Lang, evidence: &Evidence) -> impl IntoView + use<> {
    let rows: Vec<_> = evidence
        .steps
        .iter()
        .map(|done| {
            view! {
                <tr>
                    <th scope="row">{words::step(lang, done.step)}</th>
                    <td class="num" data-label=t::col_seconds(lang)>{duration_text(lang, done.seconds)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <Card title=t::steps_title(lang) flush=true>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t::col_step(lang)}</th>
                            <th scope="col" class="num">{t::col_seconds(lang)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Card>
    }
}

fn tables(lang: Lang, compared: &[TableCount]) -> impl IntoView + use<> {
    let differing = compared.iter().filter(|table| !table.agrees()).count() as u64;
    let title = if differing == 0 {
        t::compared(lang, compared.len() as u64)
    } else {
        t::compared_differ(lang, differing)
    };
    // What differs comes first: it is what the reader looks for.
    let mut compared = compared.to_vec();
    compared.sort_by_key(TableCount::agrees);
    let number =
        move |rows: Option<i64>| rows.map_or_else(|| t::none(lang).to_owned(), |rows| count_text(rows.unsigned_abs()));
    let rows: Vec<_> = compared
        .into_iter()
        .map(|table| {
            let agrees = table.agrees();
            let (state, word) = if agrees {
                (State::Ok, t::yes(lang))
            } else {
                (State::Critical, t::differs(lang))
            };
            view! {
                <tr>
                    <th scope="row"><Code text=table.table.clone()/></th>
                    <td class="num" data-label=t::col_expected(lang)>{number(table.expected)}</td>
                    <td class="num" data-label=t::col_found(lang)>{number(table.found)}</td>
                    <td data-label=t::col_agree(lang)><span><StateMark state=state/>" "{word}</span></td>
                </tr>
            }
        })
        .collect();
    view! {
        <Card title=title flush=true>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t::col_table(lang)}</th>
                            <th scope="col" class="num">{t::col_expected(lang)}</th>
                            <th scope="col" class="num">{t::col_found(lang)}</th>
                            <th scope="col">{t::col_agree(lang)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Card>
    }
}
