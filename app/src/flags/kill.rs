use super::{show::Shown, words};
use crate::ui::{Button, ButtonKind, Disclosure, Form, Notice, ReasonField, Tone, When};
use arkan_backend::{flags::FlagState, projects::Environment};
use arkan_locales::t;
use leptos::prelude::*;

/// Off for everyone at once: whom that hits, and why it is done.
pub fn kill_form(
    shown: &Shown,
    environment: &Environment,
    state: Option<&FlagState>,
    audience: Option<u64>,
) -> AnyView {
    let (lang, name, key) = (shown.lang, environment.name.clone(), shown.flag.key.clone());
    let action = shown.path(&format!("/{}/kill", environment.key));
    let id = format!("kill-{}", environment.key);
    let form_state = shown.form(&id);
    let share = state
        .filter(|state| state.setting.serves())
        .and_then(FlagState::percentage);
    let affected = share
        .zip(audience)
        .map(|(share, total)| view! { <p><strong>{t::flags::affected(lang, share.of(total))}</strong></p> });
    view! {
        <Disclosure summary=t::flags::kill_summary(lang) open=form_state.was_sent()>
            <p>{t::flags::kill_text(lang, key, &name)}</p>
            {affected}
            <Form
                id=id.clone() action=action lang=lang state=&form_state
            >
                <ReasonField form_id=id state=&form_state lang=lang required=true/>
                <div class="form-actions">
                    <Button kind=ButtonKind::Danger>{t::flags::kill(lang, &name)}</Button>
                </div>
            </Form>
        </Disclosure>
    }
    .into_any()
}

/// Who killed it, when and why, and the way back.
pub fn killed_notice(shown: &Shown, environment: &Environment, state: &FlagState, acts: bool) -> AnyView {
    let lang = shown.lang;
    let by = state.killed_by.clone().unwrap_or_default();
    let reason = state.kill_reason.clone().unwrap_or_default();
    let now = shown.now;
    let when = state
        .killed_at
        .map(|at| view! { <p class="muted small"><When lang=lang at=at now=now/></p> });
    let revive = (shown.can_edit && acts).then(|| {
        let id = format!("revive-{}", environment.key);
        let form_state = shown.form(&id);
        let action = shown.path(&format!("/{}/revive", environment.key));
        let (setting, version) = (words::setting(lang, &state.setting), state.version);
        let label = t::flags::revive(lang, &environment.name);
        view! {
            <p>{t::flags::revive_text(lang, setting)}</p>
            <Form id=id action=action lang=lang state=form_state class="form-inline">
                <input type="hidden" name="version" value=version.to_string()/>
                <Button>{label}</Button>
            </Form>
        }
    });
    view! {
        <Notice tone=Tone::Critical title=t::flags::killed_title(lang, by)>
            <p dir="auto">{reason}</p>
            {when}
        </Notice>
        {revive}
    }
    .into_any()
}
