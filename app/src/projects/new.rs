use crate::{
    forms::{Done, FormState, RawForm, Values, answer, problem_text},
    page::{Ctx, Page, PageResult, Section},
    ui::{Button, ButtonKind, Card, Checkbox, Form, PageHead, TextArea, TextField},
};
use arkan_backend::projects::{self, NewEnvironment, NewProject};
use arkan_domain::identity::{Action, Place};
use arkan_locales::{Lang, t};
use leptos::prelude::*;

const FORM: &str = "project";
/// Rows for environments. Empty ones are left out.
const ROWS: usize = 5;
const PARTS: [&str; 3] = ["key", "name", "production"];

fn field(index: usize, part: &str) -> String {
    format!("environments.{index}.{part}")
}

/// `GET /projects/new`.
pub async fn show(ctx: Ctx) -> PageResult {
    ctx.require(Action::ManageProjects, Place::CONSOLE)?;
    let state = ctx.form(FORM).await;
    let lang = ctx.lang;
    let title = t::page::new_project(lang);
    let page = Page::new(Section::Projects, title).crumb(t::page::projects(lang), "/projects");
    let body = move || view! { <PageHead title=title/>{form(lang, state)} }.into_any();
    Ok(ctx.page(page, body).await)
}

fn form(lang: Lang, state: FormState) -> AnyView {
    let missing = state
        .error("environments")
        .map(|problem| view! { <p class="field-error">{problem_text(lang, problem)}</p> });
    view! {
        <Card>
            <Form id=FORM action="/projects" lang=lang state=state.clone()>
                <TextField
                    form_id=FORM name="key" label=t::projects::key(lang) help=t::projects::key_help(lang) dir="ltr"
                    state=state.clone() lang=lang required=true autocomplete="off" placeholder="web-shop"
                />
                <TextField
                    form_id=FORM name="name" label=t::projects::name(lang) state=state.clone() lang=lang required=true
                    autocomplete="off"
                />
                <TextArea
                    form_id=FORM name="description" label=t::projects::description(lang) state=state.clone() lang=lang
                />
                <fieldset class="form-wide" id="project-environments" tabindex="-1">
                    <legend>{t::projects::environments(lang)}</legend>
                    <p class="field-help">{t::projects::environments_help(lang)}</p>
                    {missing}
                    {(0..ROWS).map(|index| environment(lang, &state, index)).collect::<Vec<_>>()}
                </fieldset>
                <Button kind=ButtonKind::Primary>{t::page::new_project(lang)}</Button>
            </Form>
        </Card>
    }
    .into_any()
}

/// One row. The first two begin as staging and production.
fn environment(lang: Lang, state: &FormState, index: usize) -> AnyView {
    let fresh = !state.was_sent();
    let (key, name) = match index {
        0 if fresh => ("staging", t::projects::staging(lang)),
        1 if fresh => ("production", t::projects::production(lang)),
        _ => ("", ""),
    };
    let number = index + 1;
    view! {
        <div class="form-inline">
            <TextField
                form_id=FORM name=field(index, "key") label=t::projects::environment_key(lang, number) dir="ltr"
                state=state lang=lang value=key required=true autocomplete="off"
            />
            <TextField
                form_id=FORM name=field(index, "name") label=t::projects::environment_name(lang, number)
                state=state lang=lang value=name required=true autocomplete="off"
            />
            <Checkbox
                form_id=FORM name=field(index, "production") label=t::projects::is_production(lang)
                state=state lang=lang checked=fresh && index == 1
            />
        </div>
    }
    .into_any()
}

/// `POST /projects`.
pub async fn create(ctx: Ctx, RawForm(values): RawForm) -> PageResult {
    let values = without_gaps(&values);
    let environments = (0..ROWS)
        .filter(|index| is_filled(&values, *index))
        .map(|index| NewEnvironment {
            key: values.text(&field(index, "key")).trim().to_owned(),
            name: values.text(&field(index, "name")).to_owned(),
            production: values.checked(&field(index, "production")),
        })
        .collect();
    let new = NewProject {
        key: values.text("key").trim().to_owned(),
        name: values.text("name").to_owned(),
        description: values.text("description").to_owned(),
        environments,
    };
    let result = projects::create(ctx.backend(), &ctx.actor, new)
        .await
        .map(|project| Done::new("/projects", t::projects::made(ctx.lang, &project.name)));
    Ok(answer(&ctx, FORM, values, "/projects/new", result).await)
}

fn is_filled(values: &Values, index: usize) -> bool {
    ["key", "name"]
        .iter()
        .any(|part| !values.text(&field(index, part)).trim().is_empty())
}

/// The same values with the rows of environments moved up over empty ones, so that what is wrong with the second
/// environment stands in the second row.
fn without_gaps(values: &Values) -> Values {
    let mut pairs: Vec<(String, String)> = ["key", "name", "description"]
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), values.get(name)?.to_owned())))
        .collect();
    let filled = (0..ROWS).filter(|index| is_filled(values, *index));
    for (to, from) in filled.enumerate() {
        for part in PARTS {
            if let Some(value) = values.get(&field(from, part)) {
                pairs.push((field(to, part), value.to_owned()));
            }
        }
    }
    Values::from_pairs(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_move_up_over_empty_ones() {
        let pairs = [
            ("key", "shop"),
            ("environments.0.key", " "),
            ("environments.0.name", ""),
            ("environments.2.key", "production"),
            ("environments.2.name", "Production"),
            ("environments.2.production", "on"),
        ];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let values = without_gaps(&Values::from_pairs(pairs.to_vec()));
        assert_eq!(values.text("key"), "shop");
        assert_eq!(values.text("environments.0.key"), "production");
        assert!(values.checked("environments.0.production"));
        assert!(!is_filled(&values, 1) && !is_filled(&values, 2));
    }
}
