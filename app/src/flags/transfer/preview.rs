use super::{
    changes,
    page::{FORM, may_import, render},
    upload::{self, Upload},
};
use crate::{
    forms::{Done, FormState, succeed},
    page::{Ctx, InProject, Page, PageResult, Section},
    ui::{Button, ButtonKind, Card, PageHead, ReasonField, SelectField, escape},
};
use arkan_backend::{
    Error,
    flags::transfer::{Plan, import, plan},
};
use arkan_domain::{
    fields::Problem,
    flags::transfer::{Note, Read, read},
};
use arkan_locales::{Lang, t};
use axum::{
    extract::{Multipart, Path, multipart::MultipartRejection},
    response::Response,
};
use leptos::prelude::*;
use std::collections::BTreeMap;

type Form = Result<Multipart, MultipartRejection>;

/// `POST /p/{project}/flags/transfer`: what a file would change. It stores nothing, so that it answers with the page.
pub async fn preview(mut ctx: Ctx, Path(project): Path<String>, form: Form) -> PageResult {
    let place = enter(&mut ctx, &project).await?;
    let (upload, file) = match sent(form).await {
        Ok(sent) => sent,
        Err((problem, text)) => return Ok(render(&ctx, &place, Some(problem), text).await),
    };
    let mapping = mapping(&place, &upload, &file);
    let plan = plan(ctx.backend(), &ctx.actor, &place.project, &file.bundle, &kept(&mapping))
        .await
        .map_err(ctx.fail())?;
    Ok(shown(&ctx, &place, upload, &mapping, file.notes, plan).await)
}

/// `POST /p/{project}/flags/transfer/apply`
pub async fn apply(mut ctx: Ctx, Path(project): Path<String>, form: Form) -> PageResult {
    let place = enter(&mut ctx, &project).await?;
    let (upload, file) = match sent(form).await {
        Ok(sent) => sent,
        Err((problem, text)) => return Ok(render(&ctx, &place, Some(problem), text).await),
    };
    let mapping = mapping(&place, &upload, &file);
    let (backend, to) = (ctx.backend(), kept(&mapping));
    let plan = import(backend, &ctx.actor, &place.project, &file.bundle, &to, &upload.reason)
        .await
        .map_err(ctx.fail())?;
    if plan.is_right() {
        let done = match plan.requested() {
            None => Done::new(place.path("flags"), t::transfer::imported(ctx.lang)),
            Some(_) => Done::new(place.path("requests?state=open"), t::requests::imported_toast(ctx.lang)),
        };
        return Ok(succeed(&ctx, done).await);
    }
    // What was right when it was shown may not be any more.
    Ok(shown(&ctx, &place, upload, &mapping, file.notes, plan).await)
}

async fn enter(ctx: &mut Ctx, project: &str) -> Result<InProject, crate::page::PageError> {
    let place = ctx.enter(project).await?;
    if may_import(ctx, &place) {
        Ok(place)
    } else {
        Err(ctx.fail()(Error::Forbidden))
    }
}

/// What was sent, or what is wrong with it beside what was pasted.
async fn sent(form: Form) -> Result<(Upload, Read), (Problem, String)> {
    let upload = upload::read(form).await.map_err(|problem| (problem, String::new()))?;
    match read(&upload.text) {
        Ok(file) => Ok((upload, file)),
        Err(problem) => Err((problem, upload.text)),
    }
}

/// Which environment of the file is for which one here: as was chosen, at first those of the same key.
fn mapping(place: &InProject, upload: &Upload, file: &Read) -> BTreeMap<String, String> {
    let chosen = |from: &str| match &upload.mapping {
        Some(mapping) => mapping.get(from).cloned().unwrap_or_default(),
        None => place.environment(from).map(|same| same.key.clone()).unwrap_or_default(),
    };
    file.environments()
        .into_iter()
        .map(|from| (from.to_owned(), chosen(from)))
        .collect()
}

/// Without the environments that are left out.
fn kept(mapping: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let kept = mapping.iter().filter(|(_, to)| !to.is_empty());
    kept.map(|(from, to)| (from.clone(), to.clone())).collect()
}

async fn shown(
    ctx: &Ctx,
    place: &InProject,
    upload: Upload,
    mapping: &BTreeMap<String, String>,
    notes: Vec<Note>,
    plan: Plan,
) -> Response {
    let lang = ctx.lang;
    let (look, apply) = (place.path("flags/transfer"), place.path("flags/transfer/apply"));
    let selects: Vec<_> = mapping.iter().map(|(from, to)| select(lang, place, from, to)).collect();
    let hidden: Vec<_> = mapping
        .iter()
        .map(|(from, to)| view! { <input type="hidden" name=format!("map.{from}") value=to.clone()/> })
        .collect();
    let text = escape(&upload.text);
    let page = Page::new(Section::Flags, t::transfer::preview(lang))
        .crumb(t::flags::title(lang), place.path("flags"))
        .crumb(t::transfer::title(lang), look.clone());
    ctx.page(page, move || {
        let (again, confirmed) = (kept_text(&text), kept_text(&text));
        let environments = (!selects.is_empty()).then(|| {
            view! {
                <Card title=t::transfer::mapping_title(lang)>
                    <p>{t::transfer::mapping_text(lang)}</p>
                    <form method="post" action=look enctype="multipart/form-data" class="form" id=FORM>
                        {again}
                        {selects}
                        <div class="form-actions"><Button>{t::transfer::again(lang)}</Button></div>
                    </form>
                </Card>
            }
        });
        let confirm = (plan.is_right() && plan.changes_something()).then(|| {
            view! {
                <Card title=t::transfer::import_title(lang)>
                    <form method="post" action=apply enctype="multipart/form-data" class="form" id="apply">
                        {confirmed}
                        {hidden}
                        <ReasonField form_id="apply" state=FormState::default() lang=lang/>
                        <div class="form-actions">
                            <Button kind=ButtonKind::Primary>{t::transfer::import_button(lang)}</Button>
                        </div>
                    </form>
                </Card>
            }
        });
        view! {
            <PageHead title=t::transfer::preview(lang)/>
            <div class="stack">
                {environments}
                {changes::notes(lang, &notes)}
                {changes::card(lang, plan)}
                {confirm}
            </div>
        }
        .into_any()
    })
    .await
}

/// The file on its way to the next step. In a textarea, since an input would lose its line breaks.
fn kept_text(escaped: &str) -> AnyView {
    let content = format!("\n{escaped}");
    view! { <textarea name="text" hidden inner_html=content></textarea> }.into_any()
}

fn select(lang: Lang, place: &InProject, from: &str, to: &str) -> AnyView {
    let mut options = vec![(String::new(), t::transfer::left_out(lang).to_owned())];
    let here = place.environments.iter();
    options.extend(here.map(|environment| (environment.key.clone(), environment.name.clone())));
    view! {
        <SelectField
            form_id=FORM name=format!("map.{from}") label=from.to_owned() state=FormState::default() lang=lang
            options=options value=to.to_owned() required=true
        />
    }
    .into_any()
}
