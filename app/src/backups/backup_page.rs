use super::{actions, running::Running, words};
use crate::{
    page::{Ctx, Page, PageResult, Section},
    ui::{
        AsOf, Bdi, Button, ButtonKind, Card, Code, DefinitionList, Disclosure, Form, LinkButton, LiveRegion, Notice,
        PageHead, StateBadge, Tone, When, bytes_text, count_text, duration_text, instant,
    },
};
use arkan_backend::backups::{self, Backup, Drill, Facts};
use arkan_domain::{
    backups::BackupState,
    identity::{Action, Place},
    ids::BackupId,
};
use arkan_locales::{Lang, t::backups as t};
use axum::extract::Path;
use chrono::{DateTime, Utc};
use leptos::prelude::*;

pub(super) async fn show(ctx: Ctx, Path(id): Path<BackupId>) -> PageResult {
    let backup = backups::backup(ctx.backend(), &ctx.actor, id)
        .await
        .map_err(ctx.fail())?;
    let facts = backups::facts(ctx.backend(), &ctx.actor, id)
        .await
        .map_err(ctx.fail())?;
    let drills = backups::drills_of(ctx.backend(), &ctx.actor, id)
        .await
        .map_err(ctx.fail())?;
    let (lang, now) = (ctx.lang, ctx.now);
    let may_run = ctx.can(Action::RunBackup, Place::CONSOLE);
    let prove = ctx.form(actions::PROVE).await;
    let title = t::backup_of(lang, instant(backup.started_at));
    let page = Page::new(Section::Backups, &title).crumb(t::title(lang), "/backups");
    let response = ctx.page(page, move || {
        let (state, label) = words::backup_state(lang, &backup);
        let stored = backup.state == BackupState::Stored;
        let buttons = (stored && may_run).then(|| {
            view! {
                <LinkButton href=format!("/backups/{id}/file")>{t::download(lang)}</LinkButton>
                <Form id=actions::PROVE action="/backups/prove" lang=lang state=prove class="form-inline">
                    <input type="hidden" name="backup" value=id.to_string()/>
                    <Button kind=ButtonKind::Primary>{t::prove_this(lang)}</Button>
                </Form>
            }
            .into_any()
        });
        let rows = rows(lang, now, &backup, facts.as_ref());
        let subtitle = view! { <StateBadge state=state label=label/><AsOf lang=lang now=now/> };
        view! {
            <LiveRegion id="backup" topics=backups::TOPIC>
                <PageHead title=title subtitle=subtitle.into_any() actions=view! { {buttons} }.into_any()/>
                <div class="stack">
                    <Running lang=lang backup=Some(backup.clone()) drill=None may_run=may_run/>
                    {failure(lang, &backup)}
                    <Card title=t::facts_title(lang)><DefinitionList rows=rows/></Card>
                    <Card title=t::drills_title(lang)>{drill_list(lang, now, drills)}</Card>
                    {facts.map(|facts| tables(lang, facts))}
                </div>
            </LiveRegion>
        }
        .into_any()
    });
    Ok(response.await)
}

fn failure(lang: Lang, backup: &Backup) -> Option<impl IntoView + use<>> {
    let failure = backup.failure?;
    let detail = backup.detail.clone().filter(|detail| !detail.is_empty());
    Some(view! {
        <Notice tone=Tone::Critical title=words::failure(lang, failure)>
            {detail.map(|detail| view! { <p>{t::tool_said(lang)}</p><pre dir="ltr">{detail}</pre> })}
        </Notice>
    })
}

fn rows(lang: Lang, now: DateTime<Utc>, backup: &Backup, facts: Option<&Facts>) -> Vec<(String, AnyView)> {
    let mut rows = vec![
        (
            t::started(lang).to_owned(),
            view! { <When lang=lang at=backup.started_at now=now/> }.into_any(),
        ),
        (
            t::started_by(lang).to_owned(),
            view! { <Bdi text=backup.actor_label.clone()/>" · "{words::trigger(lang, backup.trigger)} }.into_any(),
        ),
    ];
    let mut add = |name: &str, value: AnyView| rows.push((name.to_owned(), value));
    if let Some(finished) = backup.finished_at {
        let seconds = u32::try_from((finished - backup.started_at).num_milliseconds().max(0)).unwrap_or(u32::MAX);
        add(
            t::took(lang),
            duration_text(lang, f64::from(seconds) / 1000.0).into_any(),
        );
    }
    if let Some(at) = backup.snapshot_at {
        add(t::data_of(lang), view! { <bdi>{instant(at)}</bdi> }.into_any());
    }
    if let Some(size) = backup.size_bytes {
        add(
            t::file(lang),
            view! { <Code text=backup.file.clone()/>" "<bdi>{bytes_text(lang, size)}</bdi> }.into_any(),
        );
    }
    if let Some(digest) = backup.sha256_hex() {
        add("SHA-256", view! { <Code text=digest/> }.into_any());
    }
    if !backup.recipient.is_empty() {
        add(
            t::recipient(lang),
            view! { <Code text=backup.recipient.clone()/> }.into_any(),
        );
    }
    if let Some(facts) = facts {
        let server = format!("PostgreSQL {}", backup.server_version);
        add(t::server_version(lang), view! { <bdi>{server}</bdi> }.into_any());
        add(
            t::database_size(lang),
            view! { <bdi>{bytes_text(lang, facts.database_bytes)}</bdi> }.into_any(),
        );
        add(t::lsn(lang), view! { <Code text=facts.lsn.clone()/> }.into_any());
    }
    rows
}

fn drill_list(lang: Lang, now: DateTime<Utc>, drills: Vec<Drill>) -> AnyView {
    if drills.is_empty() {
        return view! { <p>{t::drills_none(lang)}</p> }.into_any();
    }
    let items: Vec<_> = drills
        .into_iter()
        .map(|drill| {
            let (state, label) = words::drill_state(lang, drill.state);
            let why = drill
                .failure
                .map(|failure| format!(" {}", words::failure(lang, failure)));
            let took = drill
                .restore_seconds
                .map(|seconds| format!(" {}", duration_text(lang, seconds)));
            view! {
                <li>
                    <a href=format!("/backups/drills/{}", drill.id)><When lang=lang at=drill.started_at now=now/></a>
                    " "<StateBadge state=state label=label/>{why}{took}
                </li>
            }
        })
        .collect();
    view! { <ul class="stack">{items}</ul> }.into_any()
}

fn tables(lang: Lang, facts: Facts) -> impl IntoView {
    let title = t::tables_title(lang, facts.tables.len() as u64);
    let rows: Vec<_> = facts
        .tables
        .into_iter()
        .map(|table| {
            view! {
                <tr>
                    <th scope="row"><Code text=table.table/></th>
                    <td class="num" data-label=t::col_rows(lang)>{count_text(table.rows.unsigned_abs())}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <Disclosure summary=title>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr><th scope="col">{t::col_table(lang)}</th><th scope="col" class="num">{t::col_rows(lang)}</th></tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Disclosure>
    }
}
