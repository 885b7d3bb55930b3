//! `/p/{project}/alerts/{id}`: one alert, and what helps to understand it.

use super::{
    list::{seconds, step},
    parts::{failure_view, notifications_table, results_table},
    sentence, title,
    words::{alert_state, source_text, urgency_text},
};
use crate::{
    forms::{Done, FormState, RawForm, answer},
    page::{InProject, Page, PageResult, Section, SignedIn},
    ui::{
        AsOf, Badge, Bdi, Button, ButtonKind, Card, DefinitionList, Form, LinkButton, LiveRegion, Notice, PageHead,
        SeverityMark, StateBadge, TextField, Tone, When, duration_text,
    },
};
use arkan_backend::{
    alerts::{self, Alert, AlertDetail},
    timeline::Event,
};
use arkan_domain::{
    alerts::{AlertState, Failure},
    identity::Action,
    ids::AlertId,
    pillar::Pillar,
};
use arkan_locales::{Lang, t::alerts as t};
use axum::{extract::Path, response::Response};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

const FORM: &str = "acknowledge";

/// `GET /alerts/{id}`: the address that notifications carry, in whichever project the reader is.
pub async fn follow(SignedIn(ctx): SignedIn, Path(id): Path<AlertId>) -> PageResult {
    let detail = alerts::detail(ctx.backend(), &ctx.actor, id)
        .await
        .map_err(ctx.fail())?;
    let known = ctx
        .projects()
        .iter()
        .find(|project| Some(project.id.0) == detail.alert.project_id);
    let project = known.or(ctx.project()).ok_or_else(|| ctx.not_found())?;
    Ok(ctx.see(&format!("/p/{}/alerts/{id}", project.key)))
}

/// `GET /p/{project}/alerts/{id}`.
pub async fn show(SignedIn(mut ctx): SignedIn, Path((key, id)): Path<(String, AlertId)>) -> PageResult {
    let place = ctx.enter(&key).await?;
    ctx.require(Action::View, place.place())?;
    let detail = alerts::detail(ctx.backend(), &ctx.actor, id)
        .await
        .map_err(ctx.fail())?;
    if detail
        .alert
        .project_id
        .is_some_and(|project| project != place.project.id.0)
    {
        return Err(ctx.not_found());
    }
    let (lang, now) = (ctx.lang, ctx.now);
    let alert = detail.alert.clone();
    let alert = &alert;
    let title = title(lang, &alert.kind, &alert.params);
    let (state, word) = alert_state(lang, alert.state, alert.severity);
    let may = ctx.can(Action::AcknowledgeAlert, alert.place()) && alert.state == AlertState::Firing;
    let form = if may { Some(ctx.form(FORM).await) } else { None };
    let action = place.path(&format!("alerts/{id}/acknowledge"));
    let acknowledge = form.map(|form| acknowledge_view(lang, &form, &action));
    let head = Page::new(Section::Alerts, &title).crumb(t::alerts(lang), place.path("alerts"));
    Ok(ctx
        .page(head, || {
            let facts = facts(lang, now, &place, alert);
            let changes = changes(lang, now, &detail.changes);
            let surroundings = surroundings(lang, now, &detail);
            let badge = view! { <StateBadge state=state label=word/>" "<AsOf lang=lang now=now/> }.into_any();
            let open = alert.link.clone().map(|link| {
                view! { <LinkButton href=link kind=ButtonKind::Primary>{t::open_thing(lang)}</LinkButton> }.into_any()
            });
            let actions = open.unwrap_or_else(|| ().into_any());
            let tone = Tone::from(state);
            let step = alert.state.is_open().then(|| step(lang, alert));
            let next = step.map(|step| view! { <Notice tone=tone title=t::next_step(lang)><p>{step}</p></Notice> });
            view! {
                <PageHead title=title subtitle=badge actions=actions/>
                <LiveRegion id="alert" topics="alerts">
                    <div class="stack">
                        {next}
                        <Card title=t::facts(lang)>{facts}</Card>
                    </div>
                </LiveRegion>
                <LiveRegion id="alert-acknowledge" topics="alerts">{acknowledge}</LiveRegion>
                <Card title=t::changes(lang) flush=true>{changes}</Card>
                <LiveRegion id="alert-results" topics="alerts checks">{surroundings}</LiveRegion>
            }
            .into_any()
        })
        .await)
}

fn acknowledge_view(lang: Lang, form: &FormState, action: &str) -> AnyView {
    let fields = view! {
        <TextField form_id=FORM name="note" label=t::note(lang) help=t::note_help(lang) state=form lang=lang/>
        <Button kind=ButtonKind::Primary>{t::acknowledge(lang)}</Button>
    }
    .into_any();
    let form = view! {
        <Form id=FORM action=action.to_owned() lang=lang state=form class="form-inline">{fields}</Form>
    }
    .into_any();
    view! { <Card title=t::acknowledge(lang)>{form}</Card> }.into_any()
}

/// `POST /p/{project}/alerts/{id}/acknowledge`.
pub async fn acknowledge(
    SignedIn(ctx): SignedIn,
    Path((key, id)): Path<(String, AlertId)>,
    RawForm(values): RawForm,
) -> Response {
    let back = format!("/p/{key}/alerts/{id}");
    let result = alerts::acknowledge(ctx.backend(), &ctx.actor, id, values.text("note"))
        .await
        .map(|_| Done::new(&back, t::acknowledged_toast(ctx.lang)));
    answer(&ctx, FORM, values, &back, result).await
}

fn facts(lang: Lang, now: DateTime<Utc>, place: &InProject, alert: &Alert) -> AnyView {
    let when = |at: DateTime<Utc>| view! { <When lang=lang at=at now=now/> }.into_any();
    let text = |text: String| view! { <Bdi text=text/> }.into_any();
    let failure = alert.params["failure"].as_str().and_then(Failure::parse);
    let environment = place
        .environments
        .iter()
        .find(|known| Some(known.id.0) == alert.environment_id);
    let lasted = duration_text(lang, seconds(alert.resolved_at.unwrap_or(now) - alert.first_failure_at));
    let mut rows = vec![
        (t::first_failure(lang), when(alert.first_failure_at)),
        (t::fired(lang), when(alert.fired_at)),
        (t::duration(lang), text(lasted)),
        (
            t::severity(lang),
            view! { <Badge label=urgency_text(lang, alert.severity)/> }.into_any(),
        ),
        (t::source(lang), text(source_text(lang, alert.source).to_owned())),
    ];
    if failure.is_some() {
        rows.push((
            t::detail(lang),
            failure_view(lang, failure, alert.params["detail"].as_str()),
        ));
    }
    if let Some(target) = alert.params["target"].as_str() {
        rows.push((
            t::asked(lang),
            view! { <crate::ui::Code text=target.to_owned()/> }.into_any(),
        ));
    }
    if let Some(environment) = environment {
        rows.push((t::environment(lang), text(environment.name.clone())));
    }
    if let (Some(who), Some(at)) = (&alert.acknowledged_by, alert.acknowledged_at) {
        let who = t::acknowledged_by(lang, who);
        rows.push((
            t::state_acknowledged(lang),
            view! { {who}" · "<When lang=lang at=at now=now/> }.into_any(),
        ));
    }
    if let Some(note) = &alert.acknowledge_note {
        rows.push((t::note(lang), text(note.clone())));
    }
    if let Some(at) = alert.resolved_at {
        rows.push((t::resolved(lang), when(at)));
    }
    let rows = rows.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    view! { <DefinitionList rows=rows/> }.into_any()
}

fn changes(lang: Lang, now: DateTime<Utc>, events: &[Event]) -> AnyView {
    if events.is_empty() {
        return view! { <p class="muted card-body">{t::no_changes(lang)}</p> }.into_any();
    }
    let items: Vec<_> = events
        .iter()
        .map(|event| {
            let text = words_of(lang, event);
            let text = match event.link.clone() {
                Some(link) => view! { <a href=link>{text}</a> }.into_any(),
                None => text.into_any(),
            };
            view! { <li class="row"><SeverityMark severity=event.severity()/>{text}" "<When lang=lang at=event.at now=now/></li> }
        })
        .collect();
    view! { <ul class="timeline">{items}</ul> }.into_any()
}

/// The sentence of an event in the words of its pillar; its bare kind when the pillar does not know it.
fn words_of(lang: Lang, event: &Event) -> String {
    let text = match event.pillar() {
        Some(Pillar::Flags) => crate::flags::sentence(lang, event),
        Some(Pillar::Deployments) => crate::deployments::sentence(lang, event),
        Some(Pillar::Backups) => crate::backups::sentence(lang, event),
        Some(Pillar::Alerts) => sentence(lang, event),
        Some(Pillar::Guides) => crate::guides::sentence(lang, event),
        Some(Pillar::Identity) | None => None,
    };
    let text = text.map(|text| crate::freezes::past(lang, event, text));
    text.unwrap_or_else(|| event.kind.clone())
}

fn surroundings(lang: Lang, now: DateTime<Utc>, detail: &AlertDetail) -> AnyView {
    let results = if detail.results.is_empty() {
        view! { <p class="muted card-body">{t::no_results(lang)}</p> }.into_any()
    } else {
        results_table(lang, now, &detail.results)
    };
    let told = if detail.notifications.is_empty() {
        view! { <p class="muted card-body">{t::no_notifications(lang)}</p> }.into_any()
    } else {
        notifications_table(lang, now, &detail.notifications)
    };
    view! {
        <div class="stack">
            <Card title=t::notifications(lang) flush=true>{told}</Card>
            <Card title=t::results_around(lang) flush=true>{results}</Card>
        </div>
    }
    .into_any()
}
