use crate::{
    forms::{Done, FormState, RawForm, answer},
    page::{Ctx, Page, PageResult, Section},
    ui::{AsOf, Button, ButtonKind, Card, Empty, Form, IconName, LiveRegion, PageHead, Progress, StateBadge, When},
};
use arkan_backend::jobs::{self, Job, Overview};
use arkan_domain::{ids::JobId, pillar::State};
use arkan_locales::{Lang, t};
use axum::extract::Path;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use uuid::Uuid;

const PATH: &str = "/jobs";

/// `GET /jobs`.
pub async fn show(ctx: Ctx) -> PageResult {
    let overview = jobs::overview(ctx.backend(), &ctx.actor).await.map_err(ctx.fail())?;
    let (lang, now) = (ctx.lang, ctx.now);
    let title = t::page::jobs(lang);
    let body = move || {
        let as_of = view! { <AsOf lang=lang now=now/> }.into_any();
        let Overview { live, ended } = overview;
        view! {
            <PageHead title=title subtitle=as_of/>
            <LiveRegion id="jobs" topics="jobs">
                <div class="stack">{live_card(lang, now, live)}{ended_card(lang, now, ended)}</div>
            </LiveRegion>
        }
        .into_any()
    };
    Ok(ctx.page(Page::new(Section::Jobs, title), body).await)
}

fn live_card(lang: Lang, now: DateTime<Utc>, jobs: Vec<Job>) -> AnyView {
    let title = t::jobs::at_work(lang);
    if jobs.is_empty() {
        let (nothing, text) = (t::jobs::idle(lang), t::jobs::idle_text(lang));
        return view! { <Card title=title><Empty icon=IconName::Clock title=nothing text=text/></Card> }.into_any();
    }
    let heads = vec![
        t::jobs::kind(lang),
        t::jobs::state(lang),
        t::jobs::due(lang),
        t::jobs::cancel(lang),
    ];
    let rows = jobs.into_iter().map(|job| live_row(lang, now, job)).collect();
    table(title, heads, rows)
}

fn live_row(lang: Lang, now: DateTime<Utc>, job: Job) -> AnyView {
    let state = match (job.state.as_str(), job.cancel_requested) {
        ("running", true) => t::jobs::stopping(lang).into_any(),
        ("running", false) => {
            let percent = job.progress_percent.and_then(|percent| u8::try_from(percent).ok());
            let label = format!("{} · {}", t::jobs::running(lang), tries(lang, &job));
            view! { <Progress value=percent label=label/> }.into_any()
        }
        _ if job.attempts > 0 => {
            let text = format!("{} · {}", t::jobs::again(lang), tries(lang, &job));
            let error = job.error.clone();
            view! { {text}<span class="table-sub" dir="auto">{error}</span> }.into_any()
        }
        _ => t::jobs::waiting(lang).into_any(),
    };
    let form = form(job.id);
    let action = format!("{PATH}/{}/cancel", job.id);
    let cancel = (!job.cancel_requested).then(|| {
        view! {
            <Form id=form action=action lang=lang state=FormState::default() class="form-inline">
                <Button kind=ButtonKind::Ghost>{t::jobs::cancel(lang)}</Button>
            </Form>
        }
    });
    view! {
        <tr>
            <th scope="row"><code dir="ltr">{job.kind}</code></th>
            <td data-label=t::jobs::state(lang)>{state}</td>
            <td data-label=t::jobs::due(lang)><When lang=lang at=job.run_at now=now/></td>
            <td>{cancel}</td>
        </tr>
    }
    .into_any()
}

fn tries(lang: Lang, job: &Job) -> String {
    t::jobs::attempt(lang, job.attempts, job.max_attempts)
}

fn ended_card(lang: Lang, now: DateTime<Utc>, jobs: Vec<Job>) -> Option<AnyView> {
    if jobs.is_empty() {
        return None;
    }
    let heads = vec![
        t::jobs::kind(lang),
        t::jobs::state(lang),
        t::jobs::ended(lang),
        t::jobs::took(lang),
    ];
    let rows = jobs.into_iter().map(|job| ended_row(lang, now, job)).collect();
    Some(table(t::jobs::recent(lang), heads, rows))
}

fn ended_row(lang: Lang, now: DateTime<Utc>, job: Job) -> AnyView {
    let (state, label) = match job.state.as_str() {
        "succeeded" => (State::Ok, t::jobs::succeeded(lang)),
        "failed" => (State::Critical, t::jobs::failed(lang)),
        _ => (State::Unknown, t::jobs::cancelled(lang)),
    };
    let took = job.started_at.zip(job.finished_at).map(|(begun, ended)| {
        let seconds = (ended - begun).as_seconds_f64();
        crate::ui::duration_text(lang, seconds)
    });
    let ended = job.finished_at.map(|at| view! { <When lang=lang at=at now=now/> });
    view! {
        <tr>
            <th scope="row"><code dir="ltr">{job.kind}</code></th>
            <td data-label=t::jobs::state(lang)>
                <StateBadge state=state label=label/>
                {job.error.map(|error| view! { <span class="table-sub" dir="auto">{error}</span> })}
            </td>
            <td data-label=t::jobs::ended(lang)>{ended}</td>
            <td data-label=t::jobs::took(lang)>{took}</td>
        </tr>
    }
    .into_any()
}

fn table(title: &'static str, heads: Vec<&'static str>, rows: Vec<AnyView>) -> AnyView {
    let heads: Vec<_> = heads
        .into_iter()
        .map(|head| view! { <th scope="col">{head}</th> })
        .collect();
    view! {
        <Card title=title flush=true>
            <div class="table-wrap">
                <table class="table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>
            </div>
        </Card>
    }
    .into_any()
}

fn form(id: Uuid) -> String {
    format!("cancel-{id}")
}

/// `POST /jobs/{id}/cancel`.
pub async fn cancel(ctx: Ctx, Path(id): Path<Uuid>, RawForm(values): RawForm) -> PageResult {
    let result = jobs::cancel(ctx.backend(), &ctx.actor, JobId(id))
        .await
        .map(|()| Done::new(PATH, t::jobs::cancel_asked(ctx.lang)));
    Ok(answer(&ctx, &form(id), values, PATH, result).await)
}
