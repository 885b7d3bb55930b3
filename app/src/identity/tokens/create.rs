use super::PATH;
use crate::{
    forms::{Done, FormState, RawForm, Values, answer},
    identity::{shown_once, words::purpose_name},
    page::{Ctx, PageError, PageResult},
    ui::{Button, ButtonKind, Card, Form, SelectField, TextField},
};
use arkan_backend::{
    Error, Result,
    identity::{NewApiToken, create_token},
    projects,
};
use arkan_domain::{fields::FieldErrors, identity::Purpose};
use arkan_locales::{Lang, t};
use leptos::prelude::*;

pub(super) const FORM: &str = "token";

/// The places that a token can be for: everywhere, a project, one environment of it (`project/environment`).
pub(super) async fn places(ctx: &Ctx) -> Result<Vec<(String, String)>, PageError> {
    let lang = ctx.lang;
    let mut places = vec![(String::new(), t::identity::everywhere(lang).to_owned())];
    for project in ctx.projects() {
        let environments = projects::environments(ctx.backend(), project.id)
            .await
            .map_err(ctx.fail())?;
        places.push((project.key.clone(), t::identity::all_environments(lang, &project.name)));
        places.extend(environments.into_iter().map(|environment| {
            (
                format!("{}/{}", project.key, environment.key),
                format!("{} · {}", project.name, environment.name),
            )
        }));
    }
    Ok(places)
}

pub(super) fn card(lang: Lang, state: FormState, places: Vec<(String, String)>) -> AnyView {
    let purposes = Purpose::ALL
        .iter()
        .map(|purpose| (purpose.as_str().to_owned(), purpose_name(lang, *purpose).to_owned()))
        .collect();
    let days = [7, 30, 90, 365]
        .map(|days: u64| (days.to_string(), t::identity::in_days(lang, days)))
        .into_iter()
        .chain([("0".to_owned(), t::identity::never_expires(lang).to_owned())])
        .collect();
    view! {
        <Card title=t::page::new_token(lang)>
            <Form id=FORM action=PATH lang=lang state=state.clone()>
                <TextField
                    form_id=FORM name="name" label=t::identity::token_name(lang) help=t::identity::token_name_help(lang)
                    state=state.clone() lang=lang required=true autocomplete="off"
                />
                <SelectField
                    form_id=FORM name="purpose" label=t::identity::purpose(lang) state=state.clone() lang=lang
                    options=purposes required=true
                />
                <SelectField
                    form_id=FORM name="project" label=t::identity::place(lang) help=t::identity::place_help(lang)
                    state=state.clone() lang=lang options=places required=true
                />
                <SelectField
                    form_id=FORM name="days" label=t::identity::expires(lang) state=state.clone() lang=lang
                    options=days value="90" required=true
                />
                <Button kind=ButtonKind::Primary>{t::page::new_token(lang)}</Button>
            </Form>
        </Card>
    }
    .into_any()
}

/// `POST /tokens`.
pub async fn submit(ctx: Ctx, RawForm(values): RawForm) -> PageResult {
    let result = make(&ctx, &values).await.map(|()| Done::silent(PATH));
    Ok(answer(&ctx, FORM, values, PATH, result).await)
}

async fn make(ctx: &Ctx, values: &Values) -> Result<()> {
    let (project, environment) = match values.text("project").split_once('/') {
        Some((project, environment)) => (project, environment),
        None => (values.text("project"), ""),
    };
    let mut errors = FieldErrors::default();
    let days = errors.number("days", values.text("days"), 0, 3650);
    errors.into_result()?;
    let new = NewApiToken {
        name: values.text("name").to_owned(),
        purpose: values.text("purpose").to_owned(),
        project: project.to_owned(),
        environment: environment.to_owned(),
        days,
    };
    let (id, secret) = create_token(ctx.backend(), &ctx.actor, new)
        .await
        .map_err(one_field_for_the_place)?;
    shown_once::keep(ctx, FORM, &id.to_string(), &secret).await
}

/// The page asks for project and environment in one field.
fn one_field_for_the_place(error: Error) -> Error {
    let Error::Invalid(errors) = error else { return error };
    let mut renamed = FieldErrors::default();
    for (field, problem) in errors.iter() {
        let field = if field == "environment" { "project" } else { field };
        renamed.add(field, problem.clone());
    }
    renamed.into()
}
