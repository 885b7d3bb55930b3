//! `/p/{project}/checks/new`: a check of one of five kinds.

use super::fields::{FORM, Shown, read, stored};
use crate::{
    alerts::words::{kind_about, kind_text},
    forms::{Done, RawForm, answer},
    page::{Ctx, Page, PageResult, Section},
    ui::{Button, ButtonKind, Card, Form, PageHead, Tabs},
};
use arkan_backend::alerts::checks;
use arkan_domain::{alerts::CheckKind, identity::Action};
use arkan_locales::t::alerts as t;
use axum::extract::{Path, Query};
use leptos::prelude::*;
use serde::Deserialize;

/// The kind, as the address has it.
#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    kind: String,
}

/// `GET /p/{project}/checks/new?kind=http`.
pub async fn show(mut ctx: Ctx, Path(key): Path<String>, Query(asked): Query<Asked>) -> PageResult {
    let place = ctx.enter(&key).await?;
    ctx.require(Action::EditChecks, place.place())?;
    let kind = CheckKind::parse(&asked.kind).unwrap_or(CheckKind::Http);
    let state = ctx.form(FORM).await;
    let lang = ctx.lang;
    let head = Page::new(Section::Alerts, t::new_check(lang))
        .crumb(t::alerts(lang), place.path("alerts"))
        .crumb(t::checks(lang), place.path("checks"));
    Ok(ctx
        .page(head, || {
            let tab = |of: &CheckKind| {
                (
                    kind_text(lang, *of).to_owned(),
                    place.path(&format!("checks/new?kind={of}")),
                    *of == kind,
                )
            };
            let shown = Shown {
                lang,
                state: &state,
                stored: stored(kind, None),
                place: &place,
                environment: place
                    .environments
                    .iter()
                    .find(|known| known.production)
                    .map(|known| known.id),
                console: false,
                has_password: false,
            };
            let fields = shown.view(kind);
            let tabs = CheckKind::ALL.iter().map(tab).collect();
            let action = place.path("checks/new");
            view! {
                <PageHead title=t::new_check(lang)/>
                <Tabs items=tabs label=t::channel_kind(lang)/>
                <Card>
                    <p class="muted">{kind_about(lang, kind)}</p>
                    <Form id=FORM action=action lang=lang state=state>
                        {fields}
                        <Button kind=ButtonKind::Primary>{t::create_check(lang)}</Button>
                    </Form>
                </Card>
            }
            .into_any()
        })
        .await)
}

/// `POST /p/{project}/checks/new`.
pub async fn create(mut ctx: Ctx, Path(key): Path<String>, RawForm(values): RawForm) -> PageResult {
    let place = ctx.enter(&key).await?;
    let back = place.path(&format!(
        "checks/new?kind={}",
        CheckKind::parse(values.text("kind")).unwrap_or(CheckKind::Http)
    ));
    let input = read(&values, &place);
    let result = checks::create(ctx.backend(), &ctx.actor, place.project.id, &input)
        .await
        .map(|check| Done::new(place.path(&format!("checks/{}", check.id)), t::created_toast(ctx.lang)));
    Ok(answer(&ctx, FORM, values, &back, result).await)
}
