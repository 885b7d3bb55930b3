use super::save::{DELETE_FORM, FORM};
use crate::{
    flags::constraints::join_values,
    forms::FormState,
    page::InProject,
    ui::{Button, ButtonKind, Card, Checkbox, Disclosure, Form, LinkButton, TextArea, TextField},
};
use arkan_backend::flags::ContextField;
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// The form for a field: a new one, or the one that is being changed.
pub fn card(lang: Lang, place: &InProject, field: Option<&ContextField>, state: &FormState) -> AnyView {
    use t::fields as f;
    let action = place.path("context-fields");
    let title = field.map_or_else(|| f::new(lang).to_owned(), |field| f::edit(lang, &field.name));
    let (stored, state) = (field.cloned().unwrap_or_default(), state.clone());
    let name = match field {
        Some(field) => {
            let current = field.version.to_string();
            let version = if state.refusal.is_some() {
                current
            } else {
                state.value("version", &current)
            };
            view! {
                <input type="hidden" name="name" value=field.name.clone()/>
                <input type="hidden" name="version" value=version/>
            }
            .into_any()
        }
        None => view! {
            <TextField
                form_id=FORM name="name" label=f::name(lang) help=f::name_help(lang) state=&state lang=lang
                dir="ltr" required=true autocomplete="off" placeholder="country"
            />
        }
        .into_any(),
    };
    let (submit, cancel) = match field {
        Some(_) => (
            f::save(lang),
            Some(view! { <LinkButton href=action.clone()>{f::cancel(lang)}</LinkButton> }),
        ),
        None => (f::create(lang), None),
    };
    view! {
        <Card title=title>
            <Form id=FORM action=action lang=lang state=&state>
                {name}
                <TextField
                    form_id=FORM name="description" label=f::description(lang) state=&state lang=lang
                    value=stored.description autocomplete="off"
                />
                <TextArea
                    form_id=FORM name="legal_values" label=f::values(lang) help=f::values_help(lang) state=&state lang=lang
                    value=join_values(&stored.legal_values) rows=4
                />
                <Checkbox
                    form_id=FORM name="sticky" label=f::sticky(lang) help=f::sticky_help(lang) state=&state lang=lang
                    checked=stored.sticky
                />
                <div class="form-actions"><Button kind=ButtonKind::Primary>{submit}</Button>{cancel}</div>
            </Form>
        </Card>
    }
    .into_any()
}

/// The way out of the list.
pub fn delete_card(lang: Lang, place: &InProject, field: &ContextField, state: &FormState) -> AnyView {
    use t::fields as f;
    let (name, state, action) = (field.name.clone(), state.clone(), place.path("context-fields/delete"));
    view! {
        <Card>
            <Disclosure summary=f::delete_title(lang) open=state.was_sent()>
                <p>{f::delete_text(lang)}</p>
                <Form id=DELETE_FORM action=action lang=lang state=&state>
                    <input type="hidden" name="name" value=name.clone()/>
                    <div class="form-actions">
                        <Button kind=ButtonKind::Danger>{f::delete(lang, &name)}</Button>
                    </div>
                </Form>
            </Disclosure>
        </Card>
    }
    .into_any()
}
