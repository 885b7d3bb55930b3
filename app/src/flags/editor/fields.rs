use crate::{
    flags::{constraints::typed, rules::percent},
    forms::Values,
};
use arkan_domain::flags::{Constraint, Rules, Strategy, StrategyKind, Variant};

/// Rules as the fields of the form.
pub fn write(rules: &Rules, enabled: bool) -> Values {
    let mut values = Values::default();
    if enabled {
        values.set("enabled", "on");
    }
    for (index, strategy) in rules.strategies.iter().enumerate() {
        write_strategy(&mut values, &format!("strategies.{index}"), strategy);
    }
    write_variants(&mut values, "variants", &rules.variants);
    values
}

pub fn write_strategy(values: &mut Values, path: &str, strategy: &Strategy) {
    values.set(format!("{path}.name"), &strategy.name);
    values.set(format!("{path}.title"), &strategy.title);
    if strategy.disabled {
        values.set(format!("{path}.disabled"), "on");
    }
    for (name, value) in &strategy.parameters {
        values.set(format!("{path}.parameters.{name}"), value);
    }
    for (index, constraint) in strategy.constraints.iter().enumerate() {
        write_constraint(values, &format!("{path}.constraints.{index}"), constraint);
    }
    for segment in &strategy.segments {
        values.push(format!("{path}.segments"), segment.to_string());
    }
    write_variants(values, &format!("{path}.variants"), &strategy.variants);
}

fn write_constraint(values: &mut Values, path: &str, constraint: &Constraint) {
    values.set(format!("{path}.contextName"), &constraint.context_name);
    values.set(format!("{path}.operator"), constraint.operator.as_str());
    values.set(format!("{path}.values"), typed(constraint));
    for (name, ticked) in [
        ("inverted", constraint.inverted),
        ("caseInsensitive", constraint.case_insensitive),
    ] {
        if ticked {
            values.set(format!("{path}.{name}"), "on");
        }
    }
}

fn write_variants(values: &mut Values, path: &str, variants: &[Variant]) {
    for (index, variant) in variants.iter().enumerate() {
        let path = format!("{path}.{index}");
        values.set(format!("{path}.name"), &variant.name);
        values.set(format!("{path}.weight"), percent(variant.weight));
        values.set(format!("{path}.stickiness"), &variant.stickiness);
        if let Some(payload) = &variant.payload {
            values.set(format!("{path}.payload_type"), payload.kind.as_str());
            values.set(format!("{path}.payload"), &payload.value);
        }
    }
}

/// The parameters that a strategy of a kind has.
pub const fn parameters(kind: StrategyKind) -> &'static [&'static str] {
    match kind {
        StrategyKind::FlexibleRollout => &["rollout", "stickiness", "groupId"],
        StrategyKind::Default => &[],
        StrategyKind::UserWithId => &["userIds"],
        StrategyKind::RemoteAddress => &["IPs"],
        StrategyKind::ApplicationHostname => &["hostNames"],
    }
}
