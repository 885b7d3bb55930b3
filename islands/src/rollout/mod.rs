//! The rollout control: one share, set by a slider, its stops or a number.

mod confirm;

use crate::dom;
use confirm::Confirm;
use leptos::{html, prelude::*};
use serde::{Deserialize, Serialize};
use web_sys::SubmitEvent;

const TICKS: [u32; 7] = [0, 1, 5, 10, 25, 50, 100];

/// The words around a rollout. `{percent}`, `{count}` and `{total}` are filled in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RolloutWords {
    /// The label of the number: "Share of users".
    pub field: String,
    /// "Now {percent} %".
    pub is: String,
    /// "Will be {percent} %".
    pub will: String,
    /// "about {count} of {total} users".
    pub users: String,
    /// "Set to {percent} %".
    pub button: String,
    /// The button before anything was changed, and without a script.
    pub submit: String,
    /// The question before production, and its two answers.
    pub confirm_title: String,
    pub confirm_text: String,
    pub confirm: String,
    pub cancel: String,
}

/// The share of users that see a flag: a slider, its stops and a number, which are all one value.
///
/// Stands inside the form that it belongs to; without a script it is a number field and a button.
#[island]
pub fn RolloutSlider(
    /// The id of the form around it, the first part of the field's id.
    form_id: String,
    /// The name of the field.
    name: String,
    /// The share as it is stored.
    current: u32,
    /// The share to begin with: what was typed before, else the stored one.
    value: u32,
    /// How many users there are, where that is known.
    audience: Option<u64>,
    /// Whether real users are concerned, so that it asks once before.
    production: bool,
    words: RolloutWords,
    /// What was wrong with the share that was sent.
    #[prop(optional)]
    error: Option<String>,
) -> impl IntoView {
    let share = RwSignal::new(value.min(100));
    let confirmed = StoredValue::new(false);
    let dialog = NodeRef::<html::Dialog>::new();
    let root = NodeRef::<html::Div>::new();
    let confirm = Confirm {
        dialog,
        root,
        confirmed,
    };
    Effect::new(move || {
        let Some(form) = root.get().and_then(|_| confirm.form()) else {
            return;
        };
        dom::listen(&form, "submit", move |event: SubmitEvent| {
            confirm.before(&event, production && share.get_untracked() != current);
        });
    });
    let typed = move |text: String| {
        if let Ok(number) = text.parse::<u32>() {
            share.set(number.min(100));
        }
    };

    let field_id = format!("{form_id}-{name}");
    let error_id = format!("{field_id}-error");
    let fine = error.is_none();
    let ticks_id = format!("{field_id}-ticks");
    let question = confirm.question(format!("{field_id}-confirm"), &words, move |text| {
        fill(text, share.get(), audience)
    });
    let RolloutWords {
        field,
        is,
        will,
        users,
        button,
        submit,
        ..
    } = words;
    let says = move || {
        if share.get() == current {
            fill(&is, current, audience)
        } else {
            fill(&will, share.get(), audience)
        }
    };
    let reach = audience.map(|_| {
        let text = move || fill(&users, share.get(), audience);
        view! { <span>{text}</span> }
    });
    let acts = move || {
        if share.get() == current {
            submit.clone()
        } else {
            fill(&button, share.get(), audience)
        }
    };
    view! {
        <div class="rollout" node_ref=root>
            <p class="rollout-says" aria-live="polite"><strong>{says}</strong>{reach}</p>
            <div class="rollout-row">
                <input
                    type="range"
                    class="rollout-track needs-script"
                    min="0"
                    max="100"
                    step="1"
                    list=ticks_id.clone()
                    aria-label=field.clone()
                    value=value.to_string()
                    prop:value=move || share.get().to_string()
                    on:input:target=move |event| typed(event.target().value())
                />
                {marks(ticks_id)}
                <label class="rollout-number">
                    <span class="sr-only">{field.clone()}</span>
                    <input
                        type="number"
                        id=field_id
                        name=name
                        aria-invalid=(!fine).then_some("true")
                        aria-describedby=(!fine).then(|| error_id.clone())
                        min="0"
                        max="100"
                        step="1"
                        dir="ltr"
                        value=value.to_string()
                        prop:value=move || share.get().to_string()
                        on:input:target=move |event| typed(event.target().value())
                    />
                    <span aria-hidden="true">"%"</span>
                </label>
            </div>
            <div class="rollout-ticks needs-script">{stops(share)}</div>
            <p class="field-error" id=error_id hidden=fine>{error}</p>
            <div class="form-actions"><button type="submit" class="btn btn-primary">{acts}</button></div>
            {question}
        </div>
    }
}

/// The same shares as marks below the slider.
fn marks(id: String) -> impl IntoView {
    let options: Vec<_> = TICKS
        .into_iter()
        .map(|stop| view! { <option value=stop.to_string()></option> })
        .collect();
    view! { <datalist id=id>{options}</datalist> }
}

/// The shares that a rollout usually stops at, as buttons.
fn stops(share: RwSignal<u32>) -> Vec<impl IntoView> {
    TICKS
        .into_iter()
        .map(|stop| {
            view! {
                <button
                    type="button"
                    aria-pressed=move || if share.get() == stop { "true" } else { "false" }
                    on:click=move |_| share.set(stop)
                >
                    {format!("{stop}%")}
                </button>
            }
        })
        .collect()
}

/// Fills a template with the share and what it means in users.
fn fill(template: &str, percent: u32, audience: Option<u64>) -> String {
    let total = audience.unwrap_or_default();
    let count = total.saturating_mul(u64::from(percent)).div_ceil(100);
    template
        .replace("{percent}", &percent.to_string())
        .replace("{count}", &thousands(count))
        .replace("{total}", &thousands(total))
}

fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_say_how_many_users() {
        assert_eq!(
            fill("about {count} of {total} at {percent} %", 25, Some(10_001)),
            "about 2,501 of 10,001 at 25 %"
        );
        assert_eq!(fill("{percent}", 5, None), "5");
    }
}
