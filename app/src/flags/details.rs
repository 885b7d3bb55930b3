use super::{show::Shown, words};
use crate::{
    forms::{Done, FormState, RawForm, answer},
    page::{Ctx, PageResult},
    ui::{Button, ButtonKind, Disclosure, Form, SelectField, TextArea},
};
use arkan_backend::{
    flags::{self, Details},
    identity::Person,
};
use arkan_domain::ids::UserId;
use arkan_locales::{Lang, t};
use axum::extract::Path;
use leptos::prelude::*;

pub const FORM: &str = "flag-details";

/// Who can own a flag: nobody, those who can sign in, and whoever owns it now.
pub fn owners(lang: Lang, people: &[Person], owner: Option<UserId>) -> Vec<(String, String)> {
    let nobody = (String::new(), t::flags::no_owner(lang).to_owned());
    let people = people
        .iter()
        .filter(|person| person.active || owner == Some(person.id))
        .map(|person| (person.id.to_string(), person.name.clone()));
    std::iter::once(nobody).chain(people).collect()
}

/// The form for what describes a flag, folded until it is asked for or comes back refused.
pub fn details_form(shown: &Shown, state: FormState) -> AnyView {
    let (lang, flag) = (shown.lang, shown.flag.clone());
    let action = shown.path("/details");
    let owner = flag.owner_id.map(|id| id.to_string()).unwrap_or_default();
    let options = owners(lang, &shown.people, flag.owner_id);
    view! {
        <Disclosure summary=t::flags::details_title(lang) open=state.was_sent()>
            <Form id=FORM action=action lang=lang state=&state>
                <input type="hidden" name="version" value=flag.version.to_string()/>
                <TextArea
                    form_id=FORM name="description" label=t::flags::field_description(lang)
                    state=&state lang=lang value=flag.description.clone() rows=3
                />
                <SelectField
                    form_id=FORM name="kind" label=t::flags::field_kind(lang) state=&state lang=lang
                    options=words::kinds(lang) value=flag.kind.as_str() required=true
                />
                <SelectField
                    form_id=FORM name="owner" label=t::flags::field_owner(lang) state=&state lang=lang
                    options=options value=owner
                />
                <div class="form-actions">
                    <Button kind=ButtonKind::Primary>{t::flags::details_save(lang)}</Button>
                </div>
            </Form>
        </Disclosure>
    }
    .into_any()
}

/// `POST /p/{project}/flags/{key}/details`
pub async fn edit(mut ctx: Ctx, Path((project, key)): Path<(String, String)>, RawForm(values): RawForm) -> PageResult {
    let place = ctx.enter(&project).await?;
    let back = place.path(&format!("flags/{key}"));
    let details = Details {
        description: values.text("description").to_owned(),
        kind: values.text("kind").to_owned(),
        owner: values.text("owner").to_owned(),
    };
    let version = values.text("version").parse().unwrap_or_default();
    let result = flags::edit(ctx.backend(), &ctx.actor, &place.project, &key, details, version)
        .await
        .map(|()| Done::new(back.clone(), t::flags::details_saved(ctx.lang)));
    Ok(answer(&ctx, FORM, values, &back, result).await)
}
