use super::results::value_text;
use crate::{
    flags::{
        rules::{SegmentKeys, strategy_sentence},
        sentences::constraint_sentence,
    },
    ui::{Card, Code, Notice, StateMark, Tone},
};
use arkan_backend::flags::{Bucket, Condition, Explanation, Needed, Tried};
use arkan_domain::{flags::StickyBy, pillar::State};
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// Why a flag is what it is for someone: every part, met or not.
pub fn explained(lang: Lang, key: &str, explanation: &Explanation, segments: &SegmentKeys) -> AnyView {
    use t::playground as p;
    let value = value_text(lang, &explanation.answer);
    let answer = explanation.answer.as_ref().ok();
    let reason = answer.map(|answer| view! { <Code text=answer.reason.as_str()/> }.into_any());
    let blocked = match (explanation.killed, explanation.enabled) {
        (true, _) => Some(p::is_killed(lang)),
        (false, false) => Some(p::is_off(lang)),
        (false, true) => None,
    };
    let blocked = blocked.map(|text| view! { <Notice tone=Tone::Warning title=text>""</Notice> });
    let needs: Vec<_> = explanation
        .prerequisites
        .iter()
        .map(|needed| need(lang, needed))
        .collect();
    let strategies: Vec<_> = explanation
        .strategies
        .iter()
        .map(|tried| strategy(lang, key, tried, segments))
        .collect();
    let several = (strategies.len() > 1).then(|| view! { <p class="muted small">{p::one_matches(lang)}</p> });
    let variant = answer.and_then(|answer| answer.variant.as_ref()).map(|chosen| {
        let payload = chosen
            .payload
            .as_ref()
            .map(|payload| view! { <p class="small">{p::brings(lang, &payload.value)}</p> });
        view! { <div><p>{p::variant(lang, &chosen.name)}</p>{payload}</div> }
    });
    view! {
        <Card title=p::why_title(lang, key, value) actions=reason.unwrap_or_else(|| ().into_any())>
            {blocked}
            <ul class="why">{needs}</ul>
            {several}
            <ol class="why">{strategies}</ol>
            {variant}
        </Card>
    }
    .into_any()
}

fn mark(met: bool, words: (&'static str, &'static str)) -> AnyView {
    let state = if met { State::Ok } else { State::Unknown };
    let text = if met { words.0 } else { words.1 };
    view! { <StateMark state=state/><span class="sr-only">{text}": "</span> }.into_any()
}

fn need(lang: Lang, needed: &Needed) -> AnyView {
    use t::playground as p;
    let key = &needed.wanted.key;
    let wanted = match (needed.wanted.enabled, needed.wanted.variants.as_slice()) {
        (false, _) => p::need_off(lang, key),
        (true, []) => p::need_on(lang, key),
        (true, variants) => p::need_variants(lang, key, variants.join(", ")),
    };
    let is = match (needed.value, &needed.variant) {
        (None, _) => p::need_gone(lang).to_owned(),
        (Some(false), _) => p::need_is_off(lang).to_owned(),
        (Some(true), Some(name)) if !needed.wanted.variants.is_empty() => p::need_is_variant(lang, name),
        (Some(true), _) => p::need_is_on(lang).to_owned(),
    };
    view! {
        <li>
            {mark(needed.met, (p::met(lang), p::not_met(lang)))}
            <div>{wanted}<span class="muted">" · "{is}</span></div>
        </li>
    }
    .into_any()
}

fn strategy(lang: Lang, key: &str, tried: &Tried, segments: &SegmentKeys) -> AnyView {
    use t::playground as p;
    let off = tried
        .strategy
        .disabled
        .then(|| view! { <p class="muted small">{p::strategy_off(lang)}</p> });
    let conditions: Vec<_> = tried.conditions.iter().map(|one| condition(lang, one)).collect();
    let bucket = tried.bucket.as_ref().map(|one| bucket(lang, one));
    view! {
        <li>
            {mark(tried.matched, (p::matched(lang), p::not_matched(lang)))}
            <div>
                <p>{strategy_sentence(lang, &tried.strategy, segments, key)}</p>
                {off}
                <ul class="why">{conditions}{bucket}</ul>
            </div>
        </li>
    }
    .into_any()
}

fn condition(lang: Lang, condition: &Condition) -> AnyView {
    use t::playground as p;
    let actual = condition
        .actual
        .as_ref()
        .map_or_else(|| p::actual_none(lang).to_owned(), |value| p::actual(lang, value));
    let segment = condition
        .segment
        .as_ref()
        .map(|segment| view! { <span class="muted">" · "{p::segment(lang, segment)}</span> });
    view! {
        <li>
            {mark(condition.met, (p::met(lang), p::not_met(lang)))}
            <div>
                {constraint_sentence(lang, &condition.constraint)}
                <span class="muted">" · "{actual}</span>
                {segment}
            </div>
        </li>
    }
    .into_any()
}

fn bucket(lang: Lang, bucket: &Bucket) -> AnyView {
    use t::playground as p;
    let by = match &bucket.by {
        StickyBy::Default => p::by_default(lang).to_owned(),
        StickyBy::Random => String::new(),
        StickyBy::Field(field) => field.clone(),
    };
    let percent = bucket.percentage;
    let (met, text) = match (&bucket.by, bucket.number, &bucket.value) {
        (StickyBy::Random, _, _) => (percent > 0, p::bucket_random(lang, percent)),
        (_, Some(number), Some(value)) if number <= percent => (true, p::bucket_in(lang, number, by, value, percent)),
        (_, Some(number), Some(value)) => (false, p::bucket_out(lang, number, by, value, percent)),
        _ if percent == 100 => return ().into_any(),
        _ => (false, p::bucket_missing(lang, by, percent)),
    };
    view! { <li>{mark(met, (p::met(lang), p::not_met(lang)))}<div>{text}</div></li> }.into_any()
}
