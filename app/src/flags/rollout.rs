use super::{rules::rules_card, show::Shown};
use crate::{
    forms::problem_text,
    ui::{Form, count_text},
};
use arkan_backend::{flags::FlagState, projects::Environment};
use arkan_domain::flags::Percentage;
use arkan_islands::{RolloutSlider, RolloutWords};
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// The field of the share.
pub const FIELD: &str = "percentage";

/// The share of users in one environment: to be changed, or told to those who may not.
pub fn rollout_form(
    shown: &Shown,
    environment: &Environment,
    state: Option<&FlagState>,
    audience: Option<u64>,
) -> AnyView {
    let lang = shown.lang;
    if let Some(state) = state.filter(|state| state.setting.rollout.is_none()) {
        return rules_card(shown, state);
    }
    let share = state
        .and_then(FlagState::percentage)
        .unwrap_or_else(|| shown.flag.kind.first_percentage());
    if !shown.can_edit {
        return told(lang, share, audience);
    }
    let off = state.is_none_or(|state| !state.setting.enabled);
    let id = format!("rollout-{}", environment.key);
    let form_state = shown.form(&id);
    let version = state.map_or(1, |state| state.version);
    let current = u32::from(share.get());
    let typed = form_state.value(FIELD, &current.to_string()).parse().unwrap_or(current);
    let words = slider_words(lang, environment, &shown.flag.key);
    let production = environment.production;
    let action = shown.path(&format!("/{}/rollout", environment.key));
    let problem = form_state
        .error(FIELD)
        .map(|problem| view! { <p class="field-error">{problem_text(lang, problem)}</p> });
    view! {
        <Form id=id.clone() action=action lang=lang state=form_state>
            <input type="hidden" name="version" value=version.to_string()/>
            <RolloutSlider
                form_id=id
                name=FIELD.to_owned()
                current=current
                value=typed
                audience=audience
                production=production
                words=words
            />
            {problem}
            <p class="field-help">
                {t::flags::stickiness(lang)}
                {off.then(|| format!(" {}", t::flags::share_off_note(lang)))}
            </p>
        </Form>
    }
    .into_any()
}

fn told(lang: Lang, share: Percentage, audience: Option<u64>) -> AnyView {
    let users = audience.map(|total| {
        let text = t::flags::share_users(lang, count_text(share.of(total)), count_text(total));
        view! { <span class="muted">{text}</span> }
    });
    view! { <p class="row"><strong>{t::flags::share_is(lang, share.get())}</strong>{users}</p> }.into_any()
}

/// The words that the slider fills in by itself: the places are left open.
fn slider_words(lang: Lang, environment: &Environment, key: &str) -> RolloutWords {
    const PERCENT: &str = "{percent}";
    RolloutWords {
        field: t::flags::percentage(lang).to_owned(),
        is: t::flags::share_is(lang, Open(PERCENT)),
        will: t::flags::share_will(lang, Open(PERCENT)),
        users: t::flags::share_users(lang, Open("{count}"), Open("{total}")),
        button: t::flags::share_button(lang, Open(PERCENT)),
        submit: t::flags::share_submit(lang).to_owned(),
        confirm_title: t::flags::share_ask_title(lang).to_owned(),
        confirm_text: t::flags::share_ask(lang, &environment.name, Open(PERCENT), key),
        confirm: t::flags::share_submit(lang).to_owned(),
        cancel: t::form::cancel(lang).to_owned(),
    }
}

/// A place that a script fills with a number later.
struct Open(&'static str);

impl std::fmt::Display for Open {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}
