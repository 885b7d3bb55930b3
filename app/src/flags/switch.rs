use super::show::Shown;
use crate::ui::{Button, ButtonKind, Disclosure, Form};
use arkan_backend::{flags::FlagState, projects::Environment};
use arkan_locales::t;
use leptos::prelude::*;

/// On or off in one environment. Production says once what that means before it does it.
pub fn switch_form(shown: &Shown, environment: &Environment, state: Option<&FlagState>) -> AnyView {
    let (lang, name) = (shown.lang, &environment.name);
    let id = format!("switch-{}", environment.key);
    let form_state = shown.form(&id);
    let enabled = state.is_some_and(|state| state.setting.enabled);
    let version = state.map_or(1, |state| state.version);
    let (label, asks) = if enabled {
        (t::flags::switch_off(lang, name), t::flags::switch_off_ask(lang, name))
    } else {
        (t::flags::switch_on(lang, name), t::flags::switch_on_ask(lang, name))
    };
    let open = form_state.was_sent();
    let action = shown.path(&format!("/{}/switch", environment.key));
    let button = label.clone();
    let form = view! {
        <Form id=id action=action lang=lang state=form_state class="form-inline">
            <input type="hidden" name="version" value=version.to_string()/>
            <input type="hidden" name="enabled" value=if enabled { "no" } else { "yes" }/>
            <Button kind=ButtonKind::Secondary>{button}</Button>
        </Form>
    };
    if environment.production {
        view! { <Disclosure summary=format!("{label}…") open=open><p>{asks}</p>{form}</Disclosure> }.into_any()
    } else {
        form.into_any()
    }
}
