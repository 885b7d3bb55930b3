//! What is refused in rules. A problem stands under the path of its field, `strategies.0.constraints.1.value`, which is
//! the field's name in the form and the way to it in the API.

use super::{
    Constraint, Operand, PayloadKind, Rules, Strategy, StrategyKind, Variant, WEIGHT_TOTAL, pattern::check_pattern,
};
use crate::{
    fields::{FieldErrors, Problem},
    flags::Percentage,
    key::has_bidi_controls,
};
use chrono::{DateTime, SecondsFormat, Utc};
use ipnet::IpNet;
use std::{collections::BTreeSet, net::IpAddr};

const MAX_STRATEGIES: usize = 30;
const MAX_CONSTRAINTS: usize = 30;
const MAX_VALUES: usize = 500;
const MAX_VALUE: usize = 500;
const MAX_VARIANTS: usize = 50;
/// Longest payload, in bytes.
const MAX_PAYLOAD: usize = 64 * 1024;

/// Checks a name that becomes a part of the engine's rules: a context field, a group, a host.
///
/// # Errors
/// The problem, to be shown beside the field.
pub fn check_name(name: &str) -> Result<(), Problem> {
    if name.trim().is_empty() {
        return Err(Problem::Required);
    }
    if name.chars().count() > 100 {
        return Err(Problem::TooLong { max: 100 });
    }
    if has_bidi_controls(name) {
        return Err(Problem::HiddenCharacters);
    }
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | ':' | '/' | '@' | ' ');
    if name.chars().all(plain) {
        Ok(())
    } else {
        Err(Problem::format("plan"))
    }
}

impl Rules {
    /// Checks everything and puts values into the one form that every SDK reads: dates in UTC, texts trimmed.
    ///
    /// # Errors
    /// The problems, each under the path of its field.
    pub fn checked(mut self) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        if self.strategies.is_empty() {
            errors.add("strategies", Problem::Required);
        }
        if self.strategies.len() > MAX_STRATEGIES {
            errors.add("strategies", Problem::TooMany { max: MAX_STRATEGIES });
        }
        for (index, strategy) in self.strategies.iter_mut().enumerate() {
            check_strategy(&format!("strategies.{index}"), strategy, &mut errors);
        }
        check_variants("variants", &mut self.variants, &mut errors);
        errors.into_result()?;
        Ok(self)
    }
}

/// Checks constraints and puts their values into form.
pub fn check_constraints(path: &str, constraints: &mut [Constraint], errors: &mut FieldErrors) {
    if constraints.len() > MAX_CONSTRAINTS {
        errors.add(path, Problem::TooMany { max: MAX_CONSTRAINTS });
    }
    for (index, constraint) in constraints.iter_mut().enumerate() {
        check_constraint(&format!("{path}.{index}"), constraint, errors);
    }
}

fn check_strategy(path: &str, strategy: &mut Strategy, errors: &mut FieldErrors) {
    strategy.title = errors.text(&format!("{path}.title"), &strategy.title, 0, 100);
    let parameter = |name: &str| format!("{path}.parameters.{name}");
    match strategy.kind() {
        // The engine asks the SDK's own code, which a console cannot check.
        None => errors.add(&format!("{path}.name"), Problem::Unknown),
        Some(StrategyKind::Default) => strategy.parameters.clear(),
        Some(StrategyKind::FlexibleRollout) => {
            let share = strategy.parameter("rollout").trim().to_owned();
            let number = share.parse::<i64>().map_err(|_| Problem::NotANumber);
            if let Some(share) = errors.check(&parameter("rollout"), number.and_then(Percentage::new)) {
                strategy.parameters.insert("rollout".to_owned(), share.to_string());
            }
            let sticky = strategy.sticky();
            errors.check(&parameter("stickiness"), check_name(sticky.as_str()));
            strategy
                .parameters
                .insert("stickiness".to_owned(), sticky.as_str().to_owned());
            errors.check(&parameter("groupId"), check_name(strategy.parameter("groupId")));
        }
        Some(StrategyKind::UserWithId) => check_list(strategy, "userIds", &parameter("userIds"), errors, |_| true),
        Some(StrategyKind::RemoteAddress) => check_list(strategy, "IPs", &parameter("IPs"), errors, is_network),
        Some(StrategyKind::ApplicationHostname) => {
            check_list(strategy, "hostNames", &parameter("hostNames"), errors, |host| {
                check_name(host).is_ok()
            });
        }
    }
    check_constraints(&format!("{path}.constraints"), &mut strategy.constraints, errors);
    let mut seen = BTreeSet::new();
    strategy.segments.retain(|segment| seen.insert(*segment));
    check_variants(&format!("{path}.variants"), &mut strategy.variants, errors);
}

/// A parameter with commas between its values.
fn check_list(strategy: &mut Strategy, name: &str, path: &str, errors: &mut FieldErrors, right: impl Fn(&str) -> bool) {
    let list: Vec<String> = split(strategy.parameter(name));
    if list.is_empty() {
        errors.add(path, Problem::Required);
    }
    if list.iter().any(|value| !is_text(value) || !right(value)) {
        errors.add(
            path,
            Problem::format(if name == "IPs" { "10.0.0.0/8" } else { "sara, omar" }),
        );
    }
    strategy.parameters.insert(name.to_owned(), list.join(","));
}

fn split(text: &str) -> Vec<String> {
    text.split(',')
        .map(|value| value.trim().to_owned())
        .filter(|value| !value.is_empty())
        .collect()
}

/// The engine's grammar reads a backslash before the closing quotation mark as a part of the text.
fn is_text(value: &str) -> bool {
    !value.ends_with('\\') && !value.chars().any(char::is_control) && !has_bidi_controls(value)
}

fn is_network(value: &str) -> bool {
    value.parse::<IpNet>().is_ok() || value.parse::<IpAddr>().is_ok()
}

fn check_constraint(path: &str, constraint: &mut Constraint, errors: &mut FieldErrors) {
    constraint.context_name = constraint.context_name.trim().to_owned();
    errors.check(&format!("{path}.contextName"), check_name(&constraint.context_name));
    let operand = constraint.operator.operand();
    // Some SDKs compare the time of the question, whatever field the rule names.
    if operand == Operand::Date && constraint.context_name != "currentTime" {
        errors.add(&format!("{path}.contextName"), Problem::format("currentTime"));
    }
    if !constraint.operator.has_case() {
        constraint.case_insensitive = false;
    }
    if operand.is_list() {
        constraint.value = None;
        let field = format!("{path}.values");
        let mut seen = BTreeSet::new();
        constraint.values = std::mem::take(&mut constraint.values)
            .into_iter()
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty() && seen.insert(value.clone()))
            .collect();
        let values = &constraint.values;
        if values.is_empty() {
            errors.add(&field, Problem::Required);
        } else if values.len() > MAX_VALUES {
            errors.add(&field, Problem::TooMany { max: MAX_VALUES });
        } else if values.iter().any(|value| value.chars().count() > MAX_VALUE) {
            errors.add(&field, Problem::TooLong { max: MAX_VALUE });
        } else if values.iter().any(|value| !is_text(value)) {
            errors.add(&field, Problem::HiddenCharacters);
        } else if operand == Operand::Networks && !values.iter().all(|value| is_network(value)) {
            errors.add(&field, Problem::format("10.0.0.0/8"));
        }
        return;
    }
    constraint.values.clear();
    let text = constraint.value.take().unwrap_or_default().trim().to_owned();
    constraint.value = errors
        .check(&format!("{path}.value"), one_value(operand, &text))
        .or(Some(text));
}

/// The one form of a value that every SDK reads.
fn one_value(operand: Operand, text: &str) -> Result<String, Problem> {
    if text.is_empty() {
        return Err(Problem::Required);
    }
    match operand {
        Operand::Number => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            let plain = digits.starts_with(|c: char| c.is_ascii_digit())
                && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
                && !digits.ends_with('.')
                && text.parse::<f64>().is_ok_and(f64::is_finite);
            plain.then(|| text.to_owned()).ok_or(Problem::format("2.5"))
        }
        Operand::Date => DateTime::parse_from_rfc3339(text)
            .map(|at| at.with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::Millis, true))
            .map_err(|_| Problem::format("2027-01-31T09:00:00Z")),
        Operand::Version => semver::Version::parse(text)
            .map(|version| version.to_string())
            .map_err(|_| Problem::format("2.1.0")),
        Operand::Pattern => {
            check_pattern(text)?;
            is_text(text).then(|| text.to_owned()).ok_or(Problem::HiddenCharacters)
        }
        Operand::Texts | Operand::Networks => Ok(text.to_owned()),
    }
}

fn check_variants(path: &str, variants: &mut [Variant], errors: &mut FieldErrors) {
    if variants.len() > MAX_VARIANTS {
        errors.add(path, Problem::TooMany { max: MAX_VARIANTS });
    }
    let mut names = BTreeSet::new();
    for (index, variant) in variants.iter_mut().enumerate() {
        variant.name = variant.name.trim().to_owned();
        errors.check(&format!("{path}.{index}.name"), check_name(&variant.name));
        if !names.insert(variant.name.clone()) {
            errors.add(&format!("{path}.{index}.name"), Problem::Taken);
        }
        errors.check(&format!("{path}.{index}.stickiness"), check_name(&variant.stickiness));
        if let Some(payload) = &variant.payload {
            let field = format!("{path}.{index}.payload");
            errors.check(&field, check_payload(payload.kind, &payload.value));
        }
    }
    let total: u64 = variants.iter().map(|variant| u64::from(variant.weight)).sum();
    if !variants.is_empty() && total != u64::from(WEIGHT_TOTAL) {
        let percent = f64::from(u32::try_from(total).unwrap_or(u32::MAX)) / 10.0;
        errors.add(
            path,
            Problem::WeightTotal {
                total: percent.to_string(),
            },
        );
    }
}

fn check_payload(kind: PayloadKind, value: &str) -> Result<(), Problem> {
    if value.len() > MAX_PAYLOAD {
        return Err(Problem::TooLong { max: MAX_PAYLOAD });
    }
    match kind {
        PayloadKind::Number => value
            .trim()
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite())
            .map(|_| ())
            .ok_or(Problem::format("2.5")),
        PayloadKind::Json => serde_json::from_str::<serde::de::IgnoredAny>(value)
            .map(|_| ())
            .map_err(|_| Problem::format("{\"colour\": \"teal\"}")),
        PayloadKind::Text | PayloadKind::Csv => Ok(()),
    }
}
