use crate::{
    forms::FormState,
    ui::{Button, ButtonKind, Card, Disclosure, Form, ReasonField},
};
use arkan_backend::flags::plans::Plan;
use arkan_locales::{Lang, t::plans as p};
use leptos::prelude::*;

/// The forms by which people steer a plan, by the last part of their address.
pub const FORMS: [&str; 4] = ["pause", "resume", "skip", "cancel"];

/// The id of a form.
pub fn form_id(act: &str) -> String {
    format!("plan-{act}")
}

/// What can be done about a plan that is under way. `base` is the address of its page.
pub fn steer(lang: Lang, plan: &Plan, base: &str, forms: impl Fn(&str) -> FormState) -> AnyView {
    let reasoned =
        |act: &'static str, summary: &'static str, text: &'static str, button: &'static str, danger: bool| {
            let (id, state, action) = (form_id(act), forms(act), format!("{base}/{act}"));
            let version = plan.version.to_string();
            let kind = if danger {
                ButtonKind::Danger
            } else {
                ButtonKind::Secondary
            };
            let text = (!text.is_empty()).then(|| view! { <p>{text}</p> });
            view! {
                <Disclosure summary=summary open=state.was_sent()>
                    {text}
                    <Form id=id.clone() action=action lang=lang state=&state>
                        <input type="hidden" name="version" value=version.clone()/>
                        <ReasonField form_id=id state=&state lang=lang required=true/>
                        <div class="form-actions"><Button kind=kind>{button}</Button></div>
                    </Form>
                </Disclosure>
            }
            .into_any()
        };
    let running = plan.is_running();
    let go_on = if running {
        view! {
            {reasoned("pause", p::pause_ask(lang), "", p::pause(lang), false)}
            {reasoned("skip", p::skip_ask(lang), p::skip_text(lang), p::skip(lang), false)}
        }
        .into_any()
    } else {
        let (state, action) = (forms("resume"), format!("{base}/resume"));
        let version = plan.version.to_string();
        view! {
            <p>{p::resume_text(lang)}</p>
            <Form id=form_id("resume") action=action lang=lang state=state class="form-inline">
                <input type="hidden" name="version" value=version/>
                <Button kind=ButtonKind::Primary>{p::resume(lang)}</Button>
            </Form>
        }
        .into_any()
    };
    let cancel = reasoned(
        "cancel",
        p::cancel_ask(lang),
        p::cancel_text(lang),
        p::cancel(lang),
        true,
    );
    view! { <Card>{go_on}{cancel}</Card> }.into_any()
}
