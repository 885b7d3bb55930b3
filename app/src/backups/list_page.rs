use super::{
    actions, key_card::KeyCard, list_table::ListTable, policy_card::PolicyCard, proof_card::ProofCard, running::Running,
};
use crate::{
    page::{Ctx, Page, PageResult, Section},
    ui::{AsOf, Button, ButtonKind, Card, Form, LiveRegion, Notice, PageHead, Pager, Tone},
};
use arkan_backend::backups;
use arkan_domain::{
    identity::{Action, Place},
    ids::BackupId,
};
use arkan_locales::t::backups as t;
use axum::extract::Query;
use leptos::prelude::*;
use serde::Deserialize;

const PAGE: usize = 25;

/// Where in the list.
#[derive(Deserialize)]
pub(super) struct Filter {
    before: Option<BackupId>,
}

pub(super) async fn show(ctx: Ctx, Query(filter): Query<Filter>) -> PageResult {
    let overview = backups::overview(ctx.backend(), &ctx.actor).await.map_err(ctx.fail())?;
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut rows = backups::list(ctx.backend(), &ctx.actor, filter.before, limit)
        .await
        .map_err(ctx.fail())?;
    let older = (rows.len() > PAGE).then(|| format!("/backups?before={}", rows[PAGE - 1].id));
    rows.truncate(PAGE);
    // There is no way back by key that is cheaper than the first page.
    let newer = filter.before.map(|_| "/backups".to_owned());
    let (lang, now) = (ctx.lang, ctx.now);
    let may_run = ctx.can(Action::RunBackup, Place::CONSOLE);
    let may_edit = ctx.can(Action::EditBackupPolicy, Place::CONSOLE);
    let (run, prove) = (ctx.form(actions::RUN).await, ctx.form(actions::PROVE).await);
    let policy = ctx.form(actions::POLICY).await;
    let page = Page::new(Section::Backups, t::title(lang));
    let response = ctx.page(page, move || {
        let provable = overview.stored.is_some() && overview.running_drill.is_none();
        let buttons = may_run.then(|| {
            view! {
                {provable.then(|| view! {
                    <Form id=actions::PROVE action="/backups/prove" lang=lang state=prove class="form-inline">
                        <Button>{t::prove(lang)}</Button>
                    </Form>
                })}
                {overview.running_backup.is_none().then(|| view! {
                    <Form id=actions::RUN action="/backups/run" lang=lang state=run class="form-inline">
                        <Button kind=ButtonKind::Primary>{t::run(lang)}</Button>
                    </Form>
                })}
            }
            .into_any()
        });
        let policy_now = overview.policy;
        let key = overview.key.clone();
        view! {
            <LiveRegion id="backups-head" topics=backups::TOPIC>
                <PageHead
                    title=t::title(lang)
                    subtitle=view! { <AsOf lang=lang now=now/> }.into_any()
                    actions=view! { {buttons} }.into_any()
                />
            </LiveRegion>
            <LiveRegion id="backups-state" topics=backups::TOPIC>
                <div class="stack">
                    <Running lang=lang backup=overview.running_backup.clone() drill=overview.running_drill.clone() may_run=may_run/>
                    <ProofCard lang=lang now=now overview=overview/>
                </div>
            </LiveRegion>
            <LiveRegion id="backups-list" topics=backups::TOPIC>
                <Card title=t::list_title(lang) flush=true>
                    <ListTable lang=lang now=now rows=rows/>
                </Card>
                <Pager lang=lang newer=newer older=older/>
            </LiveRegion>
            <div class="grid-2">
                <PolicyCard lang=lang policy=policy_now state=policy may_edit=may_edit/>
                <div class="stack">
                    <KeyCard lang=lang key=key/>
                    <Notice tone=Tone::Neutral title=t::rpo_title(lang)><p>{t::rpo_text(lang)}</p></Notice>
                </div>
            </div>
        }
        .into_any()
    });
    Ok(response.await)
}
