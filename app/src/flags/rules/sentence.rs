//! Rules as sentences, in either language.

use crate::flags::sentences::constraint_text;
use arkan_domain::flags::{Draft, Rules, StickyBy, Strategy, StrategyKind, Variant};
use arkan_locales::{Lang, t};
use std::collections::BTreeMap;

/// The keys of a project's segments by the protocol's numbers.
pub type SegmentKeys = BTreeMap<i32, String>;

/// Who meets a strategy, as a sentence.
pub fn strategy_sentence(lang: Lang, strategy: &Strategy, segments: &SegmentKeys, key: &str) -> String {
    use t::rules as r;
    let mut rule = who(lang, strategy);
    if let Some(how) = how(lang, strategy, key) {
        rule = r::join(lang, &rule, &how);
    }
    let conditions = conditions(lang, strategy, segments);
    if !conditions.is_empty() {
        let conditions = r::provided(lang, conditions.join(r::and(lang)));
        rule = format!("{rule} {conditions}");
    }
    if !strategy.variants.is_empty() {
        let variants = short(lang, &strategy.variants);
        rule = r::gets_variants(lang, &rule, &variants);
    }
    if !strategy.title.is_empty() {
        rule = r::titled(lang, &strategy.title, &rule);
    }
    if strategy.disabled {
        rule = r::paused(lang, &rule);
    }
    rule
}

/// All that a flag is set to do in an environment, a line each: what a diff compares.
pub fn draft_lines(lang: Lang, draft: &Draft, segments: &SegmentKeys, key: &str) -> Vec<String> {
    use t::rules as r;
    let state = if draft.enabled {
        r::state_on(lang)
    } else {
        r::state_off(lang)
    };
    let mut lines = vec![state.to_owned()];
    let Some(Rules { strategies, variants }) = draft.rules() else {
        lines.push(draft.strategies.to_string());
        return lines;
    };
    if strategies.is_empty() {
        lines.push(r::no_rules(lang).to_owned());
    }
    for strategy in &strategies {
        lines.push(strategy_sentence(lang, strategy, segments, key));
    }
    for variant in &variants {
        lines.push(variant_line(lang, variant));
    }
    lines
}

/// A variant with its share and what it brings.
pub fn variant_line(lang: Lang, variant: &Variant) -> String {
    let percent = percent(variant.weight);
    match &variant.payload {
        Some(payload) => t::rules::variant_payload(lang, &variant.name, percent, &payload.value),
        None => t::rules::variant_line(lang, &variant.name, percent),
    }
}

/// Parts of a thousand as a percentage, without a decimal that says nothing.
pub fn percent(weight: u16) -> String {
    (f64::from(weight) / 10.0).to_string()
}

fn who(lang: Lang, strategy: &Strategy) -> String {
    use t::rules as r;
    match (strategy.kind(), strategy.percentage()) {
        (None, _) => r::who_custom(lang, &strategy.name),
        (Some(StrategyKind::FlexibleRollout), Some(share)) if share.get() < 100 => r::who_share(lang, share.get()),
        (Some(StrategyKind::FlexibleRollout | StrategyKind::Default), _) => r::who_everyone(lang).to_owned(),
        (Some(StrategyKind::UserWithId), _) => r::who_users(lang, listed(strategy.parameter("userIds"))),
        (Some(StrategyKind::RemoteAddress), _) => r::who_addresses(lang, listed(strategy.parameter("IPs"))),
        (Some(StrategyKind::ApplicationHostname), _) => r::who_hosts(lang, listed(strategy.parameter("hostNames"))),
    }
}

fn listed(commas: &str) -> String {
    commas.split(',').map(str::trim).collect::<Vec<_>>().join(", ")
}

/// By what users are told apart; nothing where all of them are in.
fn how(lang: Lang, strategy: &Strategy, key: &str) -> Option<String> {
    use t::rules as r;
    strategy.percentage().filter(|share| share.splits())?;
    let by = match strategy.sticky() {
        StickyBy::Default => r::by_default(lang).to_owned(),
        StickyBy::Random => r::by_random(lang).to_owned(),
        StickyBy::Field(field) => r::by_field(lang, field),
    };
    let group = strategy.parameter("groupId");
    let shared = !group.is_empty() && group != key;
    Some(if shared {
        r::join(lang, &by, r::group(lang, group))
    } else {
        by
    })
}

fn conditions(lang: Lang, strategy: &Strategy, segments: &SegmentKeys) -> Vec<String> {
    let own = strategy
        .constraints
        .iter()
        .map(|constraint| constraint_text(lang, constraint));
    let named = strategy.segments.iter().map(|id| match segments.get(id) {
        Some(key) => t::rules::in_segment(lang, key),
        None => t::rules::unknown_segment(lang, id),
    });
    own.chain(named).collect()
}

fn short(lang: Lang, variants: &[Variant]) -> String {
    let parts: Vec<_> = variants
        .iter()
        .map(|variant| t::rules::variant_short(lang, &variant.name, percent(variant.weight)))
        .collect();
    parts.join(", ")
}
