use super::{
    kill::{kill_form, killed_notice},
    rollout::rollout_form,
    rules::rules_link,
    show::Shown,
    switch::switch_form,
    words::FlagBadge,
};
use crate::ui::{Badge, Card, LiveRegion, count_text};
use arkan_backend::{flags::FlagState, projects::Environment};
use arkan_locales::t;
use leptos::prelude::*;

/// What a flag does in one environment, and what can be done about it there.
pub fn environment_card(shown: &Shown, environment: &Environment, state: Option<&FlagState>) -> AnyView {
    let lang = shown.lang;
    let audience = shown.audience.get(&environment.id).copied();
    let killed = state.filter(|state| state.setting.killed);
    let acts = shown.flag.archived_at.is_none();
    let body = match (killed, acts) {
        (Some(state), _) => killed_notice(shown, environment, state, acts),
        (None, true) => view! {
            {rollout_form(shown, environment, state, audience)}
            {shown.can_edit.then(|| switch_form(shown, environment, state))}
            {shown.can_kill.then(|| kill_form(shown, environment, state, audience))}
        }
        .into_any(),
        (None, false) => ().into_any(),
    };
    let under_way = shown.plans.get(&environment.id).map(|state| {
        let (tone, word) = super::plans::state_words(lang, *state);
        view! { <Badge label=word tone=tone/><span>{t::plans::under_way(lang)}</span> }
    });
    let plan = shown.path(&format!("/{}/plan", environment.key));
    let experiments = shown.path(&format!("/{}/experiments", environment.key));
    let experiment = match shown.experiments.get(&environment.id) {
        Some(id) => {
            let page = shown.place.path(&format!("experiments/{id}"));
            view! { <span>{t::experiments::under_way(lang)}</span><a href=page>{t::experiments::see(lang)}</a> }
                .into_any()
        }
        None => view! { <a href=experiments>{t::experiments::open(lang)}</a> }.into_any(),
    };
    let (key, name) = (environment.key.clone(), environment.name.clone());
    let usage = usage(shown, environment);
    let rules = rules_link(shown, environment, state);
    let badge = view! { {rules}<FlagBadge lang=lang state=state.cloned()/> }.into_any();
    view! {
        <LiveRegion id=format!("flag-{key}") topics="flags experiments">
            <Card title=name actions=badge>
                {body}
                <p class="muted small">
                    {audience.map_or_else(
                        || t::flags::no_audience(lang).to_owned(),
                        |count| t::flags::audience(lang, count),
                    )}
                    " "
                    {usage}
                </p>
                <p class="row">{under_way}<a href=plan>{t::plans::open(lang)}</a>{experiment}</p>
            </Card>
        </LiveRegion>
    }
    .into_any()
}

fn usage(shown: &Shown, environment: &Environment) -> AnyView {
    let lang = shown.lang;
    let text = shown.usage.get(&environment.id).map_or_else(
        || t::flags::usage_none(lang).to_owned(),
        |usage| t::flags::usage_split(lang, count_text(usage.enabled), count_text(usage.disabled)),
    );
    view! { <span>{t::flags::usage(lang)}": "{text}</span> }.into_any()
}
