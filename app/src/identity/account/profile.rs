use super::PATH;
use crate::{
    forms::{Done, FormState, RawForm, answer},
    identity::words::{languages, theme_name},
    page::{Ctx, PageResult},
    shell::Theme,
    ui::{Button, ButtonKind, Card, Form, SelectField, TextField},
};
use arkan_backend::{
    Error,
    identity::{User, rename, set_preferences},
};
use arkan_locales::{Lang, t};
use leptos::prelude::*;

pub(super) const FORM: &str = "profile";

pub(super) fn card(lang: Lang, state: FormState, user: &User) -> AnyView {
    let themes = Theme::ALL
        .iter()
        .map(|theme| (theme.as_str().to_owned(), theme_name(lang, *theme).to_owned()))
        .collect();
    let (name, language, theme) = (user.name.clone(), user.language.clone(), user.theme.clone());
    view! {
        <Card title=t::identity::profile(lang)>
            <Form id=FORM action=PATH lang=lang state=state.clone()>
                <TextField
                    form_id=FORM name="name" label=t::identity::name(lang) help=t::identity::name_help(lang)
                    state=state.clone() lang=lang value=name required=true autocomplete="name"
                />
                <SelectField
                    form_id=FORM name="language" label=t::identity::language(lang) state=state.clone() lang=lang
                    options=languages() value=language required=true
                />
                <SelectField
                    form_id=FORM name="theme" label=t::identity::theme(lang) state=state.clone() lang=lang
                    options=themes value=theme required=true
                />
                <Button kind=ButtonKind::Primary>{t::form::save(lang)}</Button>
            </Form>
        </Card>
    }
    .into_any()
}

/// `POST /account`.
pub async fn submit(ctx: Ctx, RawForm(values): RawForm) -> PageResult {
    let language = Lang::from_tag(values.text("language")).unwrap_or(ctx.lang);
    let change = async {
        let user = ctx.actor.user_id().ok_or(Error::Forbidden)?;
        rename(ctx.backend(), &ctx.actor, values.text("name")).await?;
        set_preferences(ctx.backend(), user, Some(language), Some(values.text("theme"))).await
    };
    let result = change
        .await
        .map(|()| Done::new(PATH, t::identity::profile_saved(language)));
    Ok(answer(&ctx, FORM, values, PATH, result).await)
}
