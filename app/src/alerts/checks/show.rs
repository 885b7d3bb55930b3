//! `/p/{project}/checks/{id}`: one check.

use super::{
    actions::{ARCHIVE, PAUSE, RUN},
    chart::latency_chart,
    list::uptime_strip,
    ping_help::ping_help,
};
use crate::{
    alerts::{
        parts::{error_view, results_table},
        words::{check_state, kind_text, urgency_text},
    },
    forms::FormState,
    page::{Page, PageResult, Section, SignedIn},
    ui::{
        AsOf, Badge, Bdi, Button, ButtonKind, Card, Code, ConfirmName, DefinitionList, Disclosure, Form, LinkButton,
        LiveRegion, PageHead, Pager, ReasonField, StateBadge, When,
    },
};
use arkan_backend::alerts::{Check, Hour, ResultRow, checks};
use arkan_domain::{
    alerts::{CheckKind, format_span},
    identity::Action,
    ids::CheckId,
};
use arkan_locales::{Lang, t::alerts as t};
use axum::extract::{Path, Query};
use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use serde::Deserialize;

const ROWS: i64 = 50;

/// The place in the list of results: microseconds of the last one shown before.
#[derive(Default, Deserialize)]
pub struct Asked {
    before: Option<i64>,
}

/// `GET /checks/{id}`: the address that alerts and the timeline carry.
pub async fn follow(SignedIn(ctx): SignedIn, Path(id): Path<CheckId>) -> PageResult {
    let check = checks::find(ctx.backend(), &ctx.actor, id).await.map_err(ctx.fail())?;
    let project = ctx.projects().iter().find(|project| project.id == check.project_id);
    let project = project.ok_or_else(|| ctx.not_found())?;
    Ok(ctx.see(&format!("/p/{}/checks/{id}", project.key)))
}

/// `GET /p/{project}/checks/{id}`.
pub async fn show(
    SignedIn(mut ctx): SignedIn,
    Path((key, id)): Path<(String, CheckId)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let place = ctx.enter(&key).await?;
    ctx.require(Action::View, place.place())?;
    let (backend, lang, now) = (ctx.backend(), ctx.lang, ctx.now);
    let check = checks::find(backend, &ctx.actor, id).await.map_err(ctx.fail())?;
    if check.project_id != place.project.id {
        return Err(ctx.not_found());
    }
    let before = asked.before.and_then(DateTime::from_timestamp_micros);
    let mut results = checks::newest_results(backend, &ctx.actor, id, before, ROWS + 1)
        .await
        .map_err(ctx.fail())?;
    let hours = checks::hours(backend, &ctx.actor, id, now - TimeDelta::hours(24))
        .await
        .map_err(ctx.fail())?;
    let full = usize::try_from(ROWS).unwrap_or_default();
    let more = results.len() > full;
    results.truncate(full);
    let here = place.path(&format!("checks/{id}"));
    let older = results
        .last()
        .filter(|_| more)
        .map(|last| format!("{here}?before={}", last.at.timestamp_micros()));
    let newer = before.map(|_| here.clone());
    let may = ctx.can(Action::EditChecks, check.place()) && check.archived_at.is_none();
    let archive = if may { Some(ctx.form(ARCHIVE).await) } else { None };
    let refused = (ctx.form(RUN).await, ctx.form(PAUSE).await);
    let public_url = backend.settings.public_url.clone();
    let environment = place
        .environments
        .iter()
        .find(|known| Some(known.id.0) == check.environment_id);
    let environment = environment.map(|known| known.name.clone());
    let head = Page::new(Section::Alerts, &check.name)
        .crumb(t::alerts(lang), place.path("alerts"))
        .crumb(t::checks(lang), place.path("checks"));
    Ok(ctx
        .page(head, || {
            let (state, word) = check_state(lang, &check);
            let subtitle = view! { <StateBadge state=state label=word/>" "<AsOf lang=lang now=now/> }.into_any();
            let title = check.name.clone();
            let actions = actions(lang, &check, &here, may.then_some(&refused));
            let measured = measured(lang, now, &check, environment, &hours);
            let answers = answers(lang, now, &results);
            let archive = archive.map(|form| archive_view(lang, &check, &here, &form));
            let ping = check
                .ping_key
                .filter(|_| may)
                .map(|key| ping_help(lang, &public_url, key));
            view! {
                <PageHead title=title subtitle=subtitle actions=actions/>
                <LiveRegion id="check" topics="checks alerts">{measured}</LiveRegion>
                {ping}
                <Card title=t::results(lang) flush=true>
                    <LiveRegion id="check-results" topics="checks">{answers}</LiveRegion>
                    <Pager lang=lang newer=newer older=older/>
                </Card>
                {archive}
            }
            .into_any()
        })
        .await)
}

/// The buttons, with what was refused of running and pausing; nothing for who may not.
fn actions(lang: Lang, check: &Check, here: &str, refused: Option<&(FormState, FormState)>) -> AnyView {
    let Some((run, pause)) = refused else {
        return ().into_any();
    };
    let (action, label) = if check.enabled {
        ("pause", t::pause(lang))
    } else {
        ("resume", t::resume(lang))
    };
    let run = (check.enabled && check.kind != CheckKind::Heartbeat).then(|| {
        view! {
            <Form id=RUN action=format!("{here}/run") lang=lang state=run class="form-inline">
                <Button>{t::run_now(lang)}</Button>
            </Form>
        }
    });
    view! {
        {run}
        <Form id=PAUSE action=format!("{here}/{action}") lang=lang state=pause class="form-inline">
            <Button>{label}</Button>
        </Form>
        <LinkButton href=format!("{here}/edit") kind=ButtonKind::Primary>{t::edit(lang)}</LinkButton>
    }
    .into_any()
}

fn measured(lang: Lang, now: DateTime<Utc>, check: &Check, environment: Option<String>, hours: &[Hour]) -> AnyView {
    let when = |at: DateTime<Utc>| view! { <When lang=lang at=at now=now/> }.into_any();
    let span = |seconds: i32| format_span(u32::try_from(seconds).unwrap_or_default());
    let mut rows = vec![
        (
            t::asked(lang),
            view! { <Badge label=kind_text(lang, check.kind)/>" "<Code text=check.spec.target()/> }.into_any(),
        ),
        (
            t::severity(lang),
            view! { <Badge label=urgency_text(lang, check.severity)/> }.into_any(),
        ),
        (t::state_since(lang), when(check.state_since)),
    ];
    if check.kind != CheckKind::Heartbeat {
        let text = t::rhythm(
            lang,
            span(check.interval_seconds),
            span(check.timeout_seconds),
            check.retries,
        );
        rows.push((t::interval(lang), text.into_any()));
    }
    if let Some(environment) = environment {
        rows.push((t::environment(lang), view! { <Bdi text=environment/> }.into_any()));
    }
    if let Some(at) = check.last_result_at {
        rows.push((t::last_result(lang), when(at)));
    }
    if check.enabled && check.archived_at.is_none() {
        rows.push((t::next_run(lang), when(check.next_run_at)));
    }
    if check.last_error.is_some() {
        rows.push((t::last_error(lang), error_view(lang, check.last_error.as_deref())));
    }
    if let (Some(text), Some(at)) = (&check.ping_log, check.ping_log_at) {
        let text = text.clone();
        rows.push((
            t::ping_log(lang),
            view! { <Code text=text/>" "<When lang=lang at=at now=now/> }.into_any(),
        ));
    }
    let rows = rows.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let chart = latency_chart(lang, now, hours).map(|chart| view! { <Card title=t::latency(lang)>{chart}</Card> });
    let strip = uptime_strip(lang, now, hours);
    view! {
        <div class="stack">
            <Card title=t::facts(lang)>
                <DefinitionList rows=rows/>
                <p class="muted small">{t::uptime(lang)}</p>
                {strip}
            </Card>
            {chart}
        </div>
    }
    .into_any()
}

fn answers(lang: Lang, now: DateTime<Utc>, results: &[ResultRow]) -> AnyView {
    if results.is_empty() {
        return view! { <p class="muted card-body">{t::no_results_yet(lang)}</p> }.into_any();
    }
    results_table(lang, now, results)
}

fn archive_view(lang: Lang, check: &Check, here: &str, form: &FormState) -> AnyView {
    let open = form.was_sent();
    let fields = view! {
        <ConfirmName form_id=ARCHIVE expected=check.name.clone() state=form lang=lang/>
        <ReasonField form_id=ARCHIVE state=form lang=lang/>
        <Button kind=ButtonKind::Danger>{t::archive(lang)}</Button>
    }
    .into_any();
    let form = view! {
        <Form id=ARCHIVE action=format!("{here}/archive") lang=lang state=form>{fields}</Form>
    }
    .into_any();
    view! {
        <Card>
            <Disclosure summary=t::archive_title(lang) open=open>
                <p>{t::archive_text(lang)}</p>
                {form}
            </Disclosure>
        </Card>
    }
    .into_any()
}
