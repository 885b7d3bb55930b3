use super::super::tabs::{Tab, tabs};
use crate::{
    forms::FormState,
    page::{Ctx, InProject, Page, PageResult, Section},
    ui::{Button, ButtonKind, Card, PageHead, TextArea, TextField},
};
use arkan_backend::flags::{Filter, transfer};
use arkan_domain::{
    fields::{FieldErrors, Problem},
    identity::{Action, Place},
};
use arkan_locales::{Lang, t};
use axum::{
    extract::{Path, Query},
    response::{IntoResponse as _, Response},
};
use http::header;
use leptos::prelude::*;
use serde::Deserialize;

pub const FORM: &str = "import";

/// `GET /p/{project}/flags/transfer`
pub async fn show(mut ctx: Ctx, Path(project): Path<String>) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::View, place.place())?;
    Ok(render(&ctx, &place, None, String::new()).await)
}

/// The page, with what was wrong with the file that was sent, and what was pasted.
pub async fn render(ctx: &Ctx, place: &InProject, problem: Option<Problem>, text: String) -> Response {
    let lang = ctx.lang;
    let state = FormState {
        errors: problem
            .map(|problem| FieldErrors::one("file", problem))
            .unwrap_or_default(),
        ..FormState::default()
    };
    let may_import = may_import(ctx, place);
    let (export, import) = (place.path("flags/export"), place.path("flags/transfer"));
    let page = Page::new(Section::Flags, t::transfer::title(lang)).crumb(t::flags::title(lang), place.path("flags"));
    ctx.page(page, move || {
        let import = may_import.then(|| import_card(lang, import, &state, text));
        view! {
            <PageHead
                title=t::transfer::title(lang)
                subtitle=view! { {t::transfer::subtitle(lang)} }.into_any()
            />
            <div class="stack">
                {tabs(lang, place, Tab::Transfer)}
                <Card title=t::transfer::export_title(lang)>
                    <p>{t::transfer::export_text(lang)}</p>
                    <form method="get" action=export class="form">
                        <TextField
                            form_id="export" name="search" label=t::transfer::export_search(lang)
                            state=FormState::default() lang=lang autocomplete="off"
                        />
                        <div class="form-actions"><Button>{t::transfer::export_button(lang)}</Button></div>
                    </form>
                </Card>
                {import}
            </div>
        }
        .into_any()
    })
    .await
}

/// Whether the reader may change flags somewhere in the project.
pub fn may_import(ctx: &Ctx, place: &InProject) -> bool {
    place
        .environments
        .iter()
        .any(|environment| ctx.can(Action::EditFlags, Place::environment(place.project.id, environment.id)))
}

fn import_card(lang: Lang, action: String, state: &FormState, text: String) -> AnyView {
    let problem = state
        .error("file")
        .map(|problem| crate::forms::problem_text(lang, problem));
    let wrong = problem.is_some();
    view! {
        <Card title=t::transfer::import_title(lang)>
            <p>{t::transfer::import_text(lang)}</p>
            <form method="post" action=action enctype="multipart/form-data" class="form" id=FORM>
                <div class="field" data-field="file">
                    <label for="import-file">{t::transfer::file(lang)}</label>
                    <input
                        type="file" id="import-file" name="file" accept=".json,application/json"
                        aria-invalid=wrong.then_some("true") aria-describedby="import-file-error import-file-help"
                    />
                    <p class="field-error" id="import-file-error" hidden=!wrong>{problem}</p>
                    <p class="field-help" id="import-file-help">{t::transfer::file_help(lang)}</p>
                </div>
                <TextArea
                    form_id=FORM name="text" label=t::transfer::paste(lang) state=FormState::default() lang=lang
                    value=text dir="ltr" mono=true rows=6
                />
                <div class="form-actions">
                    <Button kind=ButtonKind::Primary>{t::transfer::look(lang)}</Button>
                </div>
            </form>
        </Card>
    }
    .into_any()
}

/// Which flags to export.
#[derive(Deserialize)]
pub struct Which {
    #[serde(default)]
    search: String,
}

/// `GET /p/{project}/flags/export?search=`
pub async fn export(mut ctx: Ctx, Path(project): Path<String>, Query(which): Query<Which>) -> PageResult {
    let place = ctx.enter(&project).await?;
    let filter = Filter {
        search: which.search,
        ..Filter::default()
    };
    let bundle = transfer::export(ctx.backend(), &ctx.actor, &place.project, filter)
        .await
        .map_err(ctx.fail())?;
    let name = format!("attachment; filename=\"{}-flags.json\"", place.project.key);
    Ok((
        [
            (header::CONTENT_TYPE, "application/json".to_owned()),
            (header::CONTENT_DISPOSITION, name),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ],
        bundle.text(),
    )
        .into_response())
}
