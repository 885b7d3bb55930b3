//! `/p/{project}/checks/{id}/edit`.

use super::fields::{FORM, Shown, read, stored};
use crate::{
    alerts::words::kind_about,
    forms::{Done, RawForm, answer},
    page::{Page, PageResult, Section, SignedIn},
    ui::{Button, ButtonKind, Card, Form, PageHead},
};
use arkan_backend::alerts::checks;
use arkan_domain::{
    alerts::Spec,
    identity::Action,
    ids::{CheckId, EnvironmentId},
};
use arkan_locales::t::alerts as t;
use axum::extract::Path;
use leptos::prelude::*;

/// `GET /p/{project}/checks/{id}/edit`.
pub async fn show(SignedIn(mut ctx): SignedIn, Path((key, id)): Path<(String, CheckId)>) -> PageResult {
    let place = ctx.enter(&key).await?;
    ctx.require(Action::EditChecks, place.place())?;
    let check = checks::find(ctx.backend(), &ctx.actor, id).await.map_err(ctx.fail())?;
    if check.project_id != place.project.id || check.archived_at.is_some() {
        return Err(ctx.not_found());
    }
    let state = ctx.form(FORM).await;
    let lang = ctx.lang;
    let here = place.path(&format!("checks/{id}"));
    let head = Page::new(Section::Alerts, t::edit(lang))
        .crumb(t::alerts(lang), place.path("alerts"))
        .crumb(t::checks(lang), place.path("checks"))
        .crumb(&check.name, &here);
    Ok(ctx
        .page(head, || {
            let console = matches!(check.spec, Spec::Console { .. });
            let shown = Shown {
                lang,
                state: &state,
                stored: stored(check.kind, Some(&check)),
                place: &place,
                environment: check.environment_id.map(EnvironmentId),
                console,
                has_password: check.secret.is_some(),
            };
            let fields = shown.view(check.kind);
            let action = format!("{here}/edit");
            let about = if console {
                t::about_console(lang)
            } else {
                kind_about(lang, check.kind)
            };
            view! {
                <PageHead title=check.name.clone()/>
                <Card>
                    <p class="muted">{about}</p>
                    <Form id=FORM action=action lang=lang state=state>
                        <input type="hidden" name="version" value=check.version.to_string()/>
                        {fields}
                        <Button kind=ButtonKind::Primary>{t::save_check(lang)}</Button>
                    </Form>
                </Card>
            }
            .into_any()
        })
        .await)
}

/// `POST /p/{project}/checks/{id}/edit`.
pub async fn save(
    SignedIn(mut ctx): SignedIn,
    Path((key, id)): Path<(String, CheckId)>,
    RawForm(values): RawForm,
) -> PageResult {
    let place = ctx.enter(&key).await?;
    let here = place.path(&format!("checks/{id}"));
    let input = read(&values, &place);
    // A version that cannot be read is nobody's: it is refused as stale.
    let version = values.text("version").parse().unwrap_or(0);
    let result = checks::update(ctx.backend(), &ctx.actor, id, version, &input)
        .await
        .map(|_| Done::new(&here, t::saved_toast(ctx.lang)));
    Ok(answer(&ctx, FORM, values, &format!("{here}/edit"), result).await)
}
