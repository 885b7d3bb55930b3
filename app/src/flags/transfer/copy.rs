use super::changes;
use crate::{
    forms::{Done, FormState, RawForm, answer},
    page::{Ctx, InProject, Page, PageError, PageResult, Section},
    ui::{Button, ButtonKind, Card, Form, PageHead, ReasonField, SelectField},
};
use arkan_backend::{
    Error,
    flags::transfer::{copied, import, plan},
    projects::{self, Environment, Project},
};
use arkan_domain::{
    fields::Problem,
    identity::{Action, Place},
};
use arkan_locales::{Lang, t};
use axum::extract::{Path, Query};
use leptos::prelude::*;
use serde::Deserialize;
use std::collections::BTreeMap;

const FORM: &str = "copy";

/// From which environment, to which: its key here, `project/environment` elsewhere.
#[derive(Deserialize)]
pub struct Way {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

/// A place that a flag can be copied to.
struct To {
    project: Project,
    environment: Environment,
}

/// `GET /p/{project}/flags/{key}/copy?from=staging&to=production`
pub async fn show(mut ctx: Ctx, Path((project, key)): Path<(String, String)>, Query(way): Query<Way>) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::EditFlags, place.place())?;
    arkan_backend::flags::find(ctx.backend(), &ctx.actor, &place.project, &key)
        .await
        .map_err(ctx.fail())?;
    let lang = ctx.lang;
    let places = places(&ctx, &place).await?;
    let way = chosen(&place, way, &places);
    let to = find_to(&ctx, &place, &way.to).await.map_err(ctx.fail())?;
    let planned = match (place.environment(&way.from), to) {
        (Some(from), Some(to)) => {
            let file = copied(ctx.backend(), &ctx.actor, &place.project, &key, from)
                .await
                .map_err(ctx.fail())?;
            let mapping = BTreeMap::from([(from.key.clone(), to.environment.key)]);
            let plan = plan(ctx.backend(), &ctx.actor, &to.project, &file, &mapping).await;
            Some(plan.map_err(ctx.fail())?)
        }
        _ => None,
    };
    let state = ctx.form(FORM).await;
    let path = place.path(&format!("flags/{key}/copy"));
    let environments = place.environments.iter();
    let from: Vec<_> = environments.map(|one| (one.key.clone(), one.name.clone())).collect();
    let title = t::transfer::copy_title(lang, &key);
    let page = Page::new(Section::Flags, title.clone())
        .crumb(t::flags::title(lang), place.path("flags"))
        .crumb(key.clone(), place.path(&format!("flags/{key}")));
    Ok(ctx
        .page(page, move || {
            let may = planned
                .as_ref()
                .is_some_and(|plan| plan.is_right() && plan.changes_something());
            let confirm = may.then(|| confirm(lang, path.clone(), state, &way));
            let changes = planned.map(|plan| changes::card(lang, plan));
            view! {
                <PageHead title=title subtitle=view! { {t::transfer::copy_subtitle(lang)} }.into_any()/>
                <div class="stack">
                    <Card>
                        <form method="get" action=path.clone() class="form">
                            <SelectField
                                form_id="way" name="from" label=t::transfer::copy_from(lang)
                                state=FormState::default() lang=lang options=from value=way.from.clone() required=true
                            />
                            <SelectField
                                form_id="way" name="to" label=t::transfer::copy_to(lang)
                                state=FormState::default() lang=lang options=places value=way.to.clone() required=true
                            />
                            <div class="form-actions"><Button>{t::transfer::copy_look(lang)}</Button></div>
                        </form>
                    </Card>
                    {changes}
                    {confirm}
                </div>
            }
            .into_any()
        })
        .await)
}

fn confirm(lang: Lang, action: String, state: FormState, way: &Way) -> AnyView {
    let (from, to) = (way.from.clone(), way.to.clone());
    view! {
        <Card title=t::transfer::copy_button(lang)>
            <Form id=FORM action=action lang=lang state=&state>
                <input type="hidden" name="from" value=from/>
                <input type="hidden" name="to" value=to/>
                <ReasonField form_id=FORM state=&state lang=lang/>
                <div class="form-actions">
                    <Button kind=ButtonKind::Primary>{t::transfer::copy_button(lang)}</Button>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}

/// `POST /p/{project}/flags/{key}/copy`
pub async fn copy(mut ctx: Ctx, Path((project, key)): Path<(String, String)>, RawForm(values): RawForm) -> PageResult {
    let place = ctx.enter(&project).await?;
    let back = place.path(&format!("flags/{key}/copy"));
    let (from, to) = (values.text("from").to_owned(), values.text("to").to_owned());
    let reason = values.text("reason").to_owned();
    let result = async {
        ctx.backend().allow(&ctx.actor, Action::EditFlags, place.place())?;
        let from = place
            .environment(&from)
            .ok_or_else(|| Error::field("from", Problem::Unknown))?;
        let to = find_to(&ctx, &place, &to).await?;
        let to = to.ok_or_else(|| Error::field("to", Problem::Unknown))?;
        let bundle = copied(ctx.backend(), &ctx.actor, &place.project, &key, from).await?;
        let mapping = BTreeMap::from([(from.key.clone(), to.environment.key.clone())]);
        let plan = import(ctx.backend(), &ctx.actor, &to.project, &bundle, &mapping, &reason).await?;
        if !plan.is_right() {
            return Err(Error::Stale);
        }
        if let Some(request) = plan.requested() {
            return Ok(Done::new(request, t::requests::opened_toast(ctx.lang)));
        }
        let path = format!("/p/{}/flags/{key}", to.project.key);
        let place = format!("{} · {}", to.project.name, to.environment.name);
        Ok(Done::new(path, t::transfer::copied(ctx.lang, &key, place)))
    };
    let result = result.await;
    Ok(answer(&ctx, FORM, values, &back, result).await)
}

/// Every environment in which the reader may change flags; those of this project first.
async fn places(ctx: &Ctx, place: &InProject) -> Result<Vec<(String, String)>, PageError> {
    let may = |project: &Project, environment: &Environment| {
        ctx.can(Action::EditFlags, Place::environment(project.id, environment.id))
    };
    let mut places: Vec<_> = place
        .environments
        .iter()
        .filter(|environment| may(&place.project, environment))
        .map(|environment| (environment.key.clone(), environment.name.clone()))
        .collect();
    for project in ctx.projects().iter().filter(|project| project.id != place.project.id) {
        let environments = projects::environments(ctx.backend(), project.id)
            .await
            .map_err(ctx.fail())?;
        let environments = environments.into_iter().filter(|environment| may(project, environment));
        places.extend(environments.map(|environment| {
            let value = format!("{}/{}", project.key, environment.key);
            (value, format!("{} · {}", project.name, environment.name))
        }));
    }
    Ok(places)
}

/// What was asked for, else from the first environment to the next.
fn chosen(place: &InProject, way: Way, places: &[(String, String)]) -> Way {
    let first = || place.environments.first().map(|environment| environment.key.clone());
    let from = if way.from.is_empty() {
        first().unwrap_or_default()
    } else {
        way.from
    };
    let next = || {
        places
            .iter()
            .map(|(value, _)| value)
            .find(|value| **value != from)
            .cloned()
    };
    let to = if way.to.is_empty() {
        next().unwrap_or_default()
    } else {
        way.to
    };
    Way { from, to }
}

async fn find_to(ctx: &Ctx, place: &InProject, to: &str) -> Result<Option<To>, Error> {
    let (project, key) = match to.split_once('/') {
        Some((project, key)) => (projects::find(ctx.backend(), &ctx.actor, project).await.ok(), key),
        None => (Some(place.project.clone()), to),
    };
    let Some(project) = project else { return Ok(None) };
    let environments = projects::environments(ctx.backend(), project.id).await?;
    let environment = environments.into_iter().find(|environment| environment.key == key);
    Ok(environment.map(|environment| To { project, environment }))
}
