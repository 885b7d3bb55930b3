use crate::ui::{Badge, Tone};
use arkan_backend::flags::{FlagState, Order, StateFilter};
use arkan_domain::flags::{FlagKind, Setting};
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// A type of flag in a word.
pub fn kind(lang: Lang, kind: FlagKind) -> &'static str {
    match kind {
        FlagKind::Release => t::flags::kind_release(lang),
        FlagKind::Experiment => t::flags::kind_experiment(lang),
        FlagKind::Operational => t::flags::kind_operational(lang),
        FlagKind::KillSwitch => t::flags::kind_kill_switch(lang),
        FlagKind::Permission => t::flags::kind_permission(lang),
    }
}

/// The types as the options of a field.
pub fn kinds(lang: Lang) -> Vec<(String, String)> {
    FlagKind::ALL
        .iter()
        .map(|one| (one.as_str().to_owned(), kind(lang, *one).to_owned()))
        .collect()
}

/// A state to filter by, in a word.
pub fn state_filter(lang: Lang, state: StateFilter) -> &'static str {
    match state {
        StateFilter::On => t::flags::state_on(lang),
        StateFilter::Partial => t::flags::state_partial(lang),
        StateFilter::Off => t::flags::state_off(lang),
        StateFilter::Killed => t::flags::state_killed(lang),
    }
}

/// An order of the list, in words.
pub fn order(lang: Lang, order: Order) -> &'static str {
    match order {
        Order::Updated => t::lists::sort_updated(lang),
        Order::Untouched => t::lists::sort_updated_up(lang),
        Order::Key => t::lists::sort_key(lang),
        Order::KeyDown => t::lists::sort_key_down(lang),
        Order::Created => t::lists::sort_created(lang),
        Order::Oldest => t::lists::sort_created_up(lang),
    }
}

/// What a flag is set to, leaving aside whether it was killed.
pub fn setting(lang: Lang, setting: &Setting) -> String {
    match &setting.rollout {
        _ if !setting.enabled => t::flags::state_off(lang).to_owned(),
        Some(rollout) if rollout.percentage.get() == 100 => t::flags::state_on(lang).to_owned(),
        Some(rollout) => t::flags::state_share(lang, rollout.percentage.get()),
        None => t::flags::state_rules(lang).to_owned(),
    }
}

/// What a flag does in an environment: a word and a colour. Without a state it is not there yet, and so it is off.
#[component]
pub fn FlagBadge(lang: Lang, state: Option<FlagState>) -> impl IntoView {
    let (tone, label) = match state.map(|state| state.setting) {
        Some(known) if known.killed => (Tone::Critical, t::flags::state_killed(lang).to_owned()),
        Some(known) => {
            let nobody = known
                .rollout
                .as_ref()
                .is_some_and(|rollout| rollout.percentage.get() == 0);
            let tone = match &known.rollout {
                _ if !known.enabled => Tone::Neutral,
                Some(_) if nobody => Tone::Neutral,
                Some(rollout) if rollout.percentage.splits() => Tone::Accent,
                _ => Tone::Ok,
            };
            (tone, setting(lang, &known))
        }
        None => (Tone::Neutral, t::flags::state_off(lang).to_owned()),
    };
    view! { <Badge label=label tone=tone/> }
}
