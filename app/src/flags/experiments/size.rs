use super::words::percent;
use crate::ui::count_text;
use arkan_backend::flags::experiments::Pace;
use arkan_domain::flags::experiment::{ExperimentForm, Split, needed};
use arkan_locales::{Lang, t::experiments as e};
use leptos::prelude::*;

/// How many users an experiment needs by what was typed, and in how many days they come by.
pub fn size(lang: Lang, form: &ExperimentForm, split: &Split, environment: &str, pace: Option<Pace>) -> AnyView {
    let Ok(goal) = form.goal() else {
        return view! { <p class="muted">{e::needs_nothing(lang)}</p> }.into_any();
    };
    let each = needed(goal, split.arms.len() - 1);
    let total = (f64::from(each) / split.smallest()).ceil();
    let pace = match pace {
        None => view! { <p class="muted small">{e::pace_none(lang, environment)}</p> }.into_any(),
        Some(pace) => view! {
            <p><strong>{e::pace_days(lang, pace.days_for(total))}</strong></p>
            <p class="muted small">{e::pace_note(lang, count_text(pace.users), environment)}</p>
        }
        .into_any(),
    };
    view! {
        <p>
            <strong>{e::needs_each(lang, each.into())}</strong>". "
            {e::needs_total(lang, format!("{total:.0}"), percent(split.smallest()))}
        </p>
        {pace}
        <p class="muted small">{e::needs_how(lang)}</p>
    }
    .into_any()
}
