use crate::{
    forms::{Done, FormState, RawForm, answer},
    page::{Ctx, PageResult},
    ui::{Button, ButtonKind, Card, Disclosure, Form, TextField},
};
use arkan_backend::deployments::{self, Lane};
use arkan_locales::{Lang, t::deployments as d};
use axum::extract::Path;
use leptos::prelude::*;

/// The id of the form.
pub const FORM: &str = "stage-settings";

/// Name and place of a stage, and its removal while nothing ever ran in it.
pub fn settings(lang: Lang, path: &str, lane: &Lane, state: &FormState, empty: bool) -> AnyView {
    let stage = &lane.stage;
    let (name, place, version) = (
        stage.name.clone(),
        (stage.position + 1).to_string(),
        stage.version.to_string(),
    );
    let (edit, remove, open) = (format!("{path}/edit"), format!("{path}/remove"), state.was_sent());
    let state = state.clone();
    let removal = empty.then(|| {
        view! {
            <Form id="remove-stage" action=remove lang=lang state=FormState::default()>
                <p class="muted small">{d::remove_stage_text(lang)}</p>
                <Button kind=ButtonKind::Danger>{d::remove_stage_button(lang)}</Button>
            </Form>
        }
    });
    view! {
        <Card>
            <Disclosure summary=d::stage_settings(lang) open=open>
                <Form id=FORM action=edit lang=lang state=&state>
                    <input type="hidden" name="version" value=version/>
                    <TextField
                        form_id=FORM
                        name="name"
                        label=d::field_name(lang)
                        state=&state
                        lang=lang
                        value=name
                        required=true
                        autocomplete="off"
                    />
                    <TextField
                        form_id=FORM
                        name="position"
                        label=d::field_position(lang)
                        state=&state
                        lang=lang
                        value=place
                        kind="number"
                        min=1
                        required=true
                    />
                    <Button>{d::save_stage_button(lang)}</Button>
                </Form>
                {removal}
            </Disclosure>
        </Card>
    }
    .into_any()
}

/// `POST /p/{project}/stages/{stage}/edit`.
pub async fn edit(
    mut ctx: Ctx,
    Path((project, stage)): Path<(String, String)>,
    RawForm(values): RawForm,
) -> PageResult {
    let place = ctx.enter(&project).await?;
    let back = place.path(&format!("stages/{stage}"));
    // A version that is no number is older than every version.
    let version = values.text("version").parse().unwrap_or_default();
    let name = values.text("name").to_owned();
    let wanted = (name.as_str(), values.text("position"));
    let result = deployments::edit_stage(ctx.backend(), &ctx.actor, &place.project, &stage, version, wanted)
        .await
        .map(|()| Done::new(back.clone(), d::stage_saved(ctx.lang, &name)));
    Ok(answer(&ctx, FORM, values, &back, result).await)
}

/// `POST /p/{project}/stages/{stage}/remove`.
pub async fn remove(
    mut ctx: Ctx,
    Path((project, stage)): Path<(String, String)>,
    RawForm(values): RawForm,
) -> PageResult {
    let place = ctx.enter(&project).await?;
    let back = place.path(&format!("stages/{stage}"));
    let result = deployments::remove_stage(ctx.backend(), &ctx.actor, &place.project, &stage)
        .await
        .map(|()| Done::new(place.path("deployments"), d::stage_removed(ctx.lang, &stage)));
    Ok(answer(&ctx, "remove-stage", values, &back, result).await)
}
