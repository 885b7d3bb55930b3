use crate::{
    forms::FormState,
    ui::{Button, ButtonKind, Card, ConfirmName, Form, ReasonField, SelectField, instant},
};
use arkan_backend::deployments::{Lane, Run};
use arkan_locales::{Lang, t::deployments as d};
use leptos::prelude::*;

/// Going back to an exact release, with a reason, and in production with the stage's key typed.
pub fn roll_back(lang: Lang, path: &str, lane: &Lane, earlier: &[Run], state: &FormState) -> AnyView {
    const FORM: &str = "roll-back";
    if earlier.is_empty() {
        return view! { <Card title=d::roll_back_title(lang)><p class="muted">{d::roll_back_none(lang)}</p></Card> }
            .into_any();
    }
    let options: Vec<(String, String)> = earlier
        .iter()
        .map(|run| {
            let until = instant(run.ended_at.unwrap_or(run.started_at));
            (
                run.release_id.to_string(),
                d::roll_back_choice(lang, &run.version, until),
            )
        })
        .collect();
    let (action, version) = (format!("{path}/rollback"), lane.stage.version.to_string());
    let confirm = lane.stage.production.then(|| lane.stage.key.clone());
    let state = state.clone();
    let again = state.clone();
    view! {
        <Card title=d::roll_back_title(lang)>
            <Form id=FORM action=action lang=lang state=&state>
                <p class="muted small">{d::roll_back_text(lang)}</p>
                <input type="hidden" name="version" value=version/>
                <SelectField
                    form_id=FORM
                    name="release"
                    label=d::roll_back_to(lang)
                    state=&state
                    lang=lang
                    options=options
                    required=true
                />
                <ReasonField form_id=FORM state=&state lang=lang required=true/>
                {confirm.map(|expected| view! {
                    <ConfirmName form_id=FORM expected=expected state=&again lang=lang/>
                })}
                <Button kind=ButtonKind::Danger>{d::roll_back_button(lang)}</Button>
            </Form>
        </Card>
    }
    .into_any()
}

/// Holding a stage, or lifting its hold.
pub fn hold(lang: Lang, path: &str, lane: &Lane, state: &FormState) -> AnyView {
    let state = state.clone();
    if let Some(hold) = lane.stage.hold() {
        let action = format!("{path}/unhold");
        return view! {
            <Card title=d::held(lang)>
                <Form id="unhold" action=action lang=lang state=&state>
                    <p>{d::held_by(lang, hold.by, hold.reason)}</p>
                    <Button kind=ButtonKind::Primary>{d::unhold_action(lang)}</Button>
                </Form>
            </Card>
        }
        .into_any();
    }
    let action = format!("{path}/hold");
    view! {
        <Card title=d::hold_title(lang)>
            <Form id="hold" action=action lang=lang state=&state>
                <p class="muted small">{d::hold_text(lang)}</p>
                <ReasonField form_id="hold" state=&state lang=lang required=true/>
                <Button>{d::hold_button(lang)}</Button>
            </Form>
        </Card>
    }
    .into_any()
}
