use super::{strategy_sentence, variant_line};
use crate::{
    flags::show::Shown,
    ui::{ButtonKind, LinkButton},
};
use arkan_backend::{flags::FlagState, projects::Environment};
use arkan_domain::flags::Rules;
use arkan_locales::t;
use leptos::prelude::*;

/// Who gets the flag, as sentences: for rules that are more than one share of the users.
pub fn rules_card(shown: &Shown, state: &FlagState) -> AnyView {
    let lang = shown.lang;
    let Some(Rules { strategies, variants }) = state.draft().rules() else {
        return view! { <p class="muted">{t::rules::unreadable(lang)}</p> }.into_any();
    };
    let count = strategies.len();
    let mut rules: Vec<AnyView> = Vec::new();
    for (index, strategy) in strategies.iter().enumerate() {
        let sentence = strategy_sentence(lang, strategy, &shown.segments, &shown.flag.key);
        rules.push(view! { <li>{sentence}</li> }.into_any());
        if index + 1 < count {
            rules.push(view! { <li class="sr-only">{t::rules::or(lang)}</li> }.into_any());
        }
    }
    let variants: Vec<_> = variants
        .iter()
        .map(|variant| view! { <li>{variant_line(lang, variant)}</li> })
        .collect();
    let variants = (!variants.is_empty()).then(|| {
        view! { <h3 class="field-label">{t::rules::variants(lang)}</h3><ul class="rule-list">{variants}</ul> }
    });
    view! {
        <h3 class="field-label">{t::rules::card_title(lang)}</h3>
        <ul class="rule-list">{rules}</ul>
        {variants}
    }
    .into_any()
}

/// The way to the form for rules, for who may change them and while they can be changed.
pub fn rules_link(shown: &Shown, environment: &Environment, state: Option<&FlagState>) -> Option<AnyView> {
    let lang = shown.lang;
    let state = state.filter(|state| shown.can_edit && !state.setting.killed && shown.flag.archived_at.is_none())?;
    let label = if state.setting.rollout.is_some() {
        t::rules::target(lang)
    } else {
        t::rules::edit(lang)
    };
    let href = shown.path(&format!("/{}/rules", environment.key));
    Some(view! { <LinkButton href=href kind=ButtonKind::Ghost>{label}</LinkButton> }.into_any())
}
