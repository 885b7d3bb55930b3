use super::fields::parameters;
use crate::{flags::constraints::read_constraints, forms::Values};
use arkan_domain::{
    fields::{FieldErrors, Problem},
    flags::{Payload, PayloadKind, Rules, Strategy, StrategyKind, Variant, WEIGHT_TOTAL, WeightType},
};
use std::collections::BTreeMap;

/// The rules that the fields of the form say. `stored` keeps what the form does not show.
///
/// # Errors
/// The fields that say nothing that could be a rule; what is wrong with a rule is found when it is checked.
pub fn read(values: &Values, stored: &Rules) -> Result<Rules, FieldErrors> {
    let mut errors = FieldErrors::default();
    let strategies = (0..values.rows("strategies"))
        .map(|index| strategy(values, &format!("strategies.{index}"), &mut errors))
        .collect();
    let mut variants = read_variants(values, "variants", &mut errors);
    for variant in &mut variants {
        let same = stored.variants.iter().find(|known| known.name == variant.name);
        variant.overrides = same.map(|known| known.overrides.clone()).unwrap_or_default();
    }
    errors.into_result()?;
    Ok(Rules { strategies, variants })
}

fn strategy(values: &Values, path: &str, errors: &mut FieldErrors) -> Strategy {
    let text = |name: &str| values.text(&format!("{path}.{name}")).to_owned();
    let name = text("name");
    let kept = StrategyKind::parse(&name).map_or(&[][..], parameters);
    let parameters: BTreeMap<String, String> = kept
        .iter()
        .map(|name| ((*name).to_owned(), listed(name, &text(&format!("parameters.{name}")))))
        .collect();
    let segments = values
        .all(&format!("{path}.segments"))
        .iter()
        .filter_map(|id| id.parse().ok())
        .collect();
    Strategy {
        name,
        title: text("title"),
        disabled: values.checked(&format!("{path}.disabled")),
        parameters,
        constraints: read_constraints(values, &format!("{path}.constraints"), errors),
        segments,
        variants: read_variants(values, &format!("{path}.variants"), errors),
    }
}

/// Lists may be written with a line each.
fn listed(name: &str, text: &str) -> String {
    if matches!(name, "userIds" | "IPs" | "hostNames") {
        text.replace(['\n', '\r', '،'], ",")
    } else {
        text.to_owned()
    }
}

fn read_variants(values: &Values, path: &str, errors: &mut FieldErrors) -> Vec<Variant> {
    (0..values.rows(path))
        .map(|index| {
            let path = format!("{path}.{index}");
            let text = |name: &str| values.text(&format!("{path}.{name}")).to_owned();
            let weight = errors.check(&format!("{path}.weight"), weight(&text("weight")));
            let kind = PayloadKind::parse(&text("payload_type"));
            let stickiness = text("stickiness");
            Variant {
                name: text("name"),
                weight: weight.unwrap_or_default(),
                weight_type: WeightType::Variable,
                stickiness: if stickiness.is_empty() {
                    "default".to_owned()
                } else {
                    stickiness
                },
                payload: kind.map(|kind| Payload {
                    kind,
                    value: text("payload"),
                }),
                overrides: Vec::new(),
            }
        })
        .collect()
}

/// A percentage with at most one decimal, as parts of a thousand. Either comma will do.
fn weight(text: &str) -> Result<u16, Problem> {
    let text = text.trim().replace([',', '٫'], ".");
    let (whole, tenths) = text.split_once('.').unwrap_or((&text, "0"));
    let digits = |part: &str| {
        part.parse::<u16>()
            .ok()
            .filter(|_| part.chars().all(|c| c.is_ascii_digit()))
    };
    match (digits(whole), digits(tenths)) {
        _ if text.is_empty() => Err(Problem::Required),
        (Some(whole), Some(tenths)) if whole <= 100 && tenths <= 9 && tenths + whole * 10 <= WEIGHT_TOTAL => {
            Ok(whole * 10 + tenths)
        }
        (Some(_), Some(tenths)) if tenths <= 9 => Err(Problem::OutOfRange { min: 0, max: 100 }),
        _ => Err(Problem::format("33.3")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fields::write;
    use super::*;
    use arkan_domain::flags::{Constraint, Operator, Percentage, StickyBy};
    use proptest::prelude::{any, prop, prop_assert_eq, proptest};

    #[test]
    fn weights_are_read_as_people_write_them() {
        assert_eq!(weight("33.3"), Ok(333));
        assert_eq!(weight(" 50 "), Ok(500));
        assert_eq!(weight("12,5"), Ok(125));
        assert_eq!(weight("100"), Ok(1000));
        assert_eq!(weight(""), Err(Problem::Required));
        assert_eq!(weight("101"), Err(Problem::OutOfRange { min: 0, max: 100 }));
        assert_eq!(weight("100.1"), Err(Problem::OutOfRange { min: 0, max: 100 }));
        for wrong in ["half", "33.33", "-5", "+5", "1e2"] {
            assert!(weight(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_the_form_shows_is_what_it_reads(
            share in 0_i64..=100,
            weight in 0_u16..=1000,
            values in prop::collection::vec("[a-z]{1,6}", 1..4),
            inverted in any::<bool>(),
            segments in prop::collection::vec(1_i32..50, 0..3),
            payload in "[a-z]{0,12}",
        ) {
            let mut strategy = Strategy::rollout("g", Percentage::new(share).unwrap(), &StickyBy::Default);
            strategy.constraints.push(Constraint {
                context_name: "plan".to_owned(),
                operator: Operator::StrContains,
                values,
                value: None,
                inverted,
                case_insensitive: inverted,
            });
            strategy.segments = segments;
            let variant = Variant {
                name: "a".to_owned(),
                weight,
                weight_type: WeightType::Variable,
                stickiness: "default".to_owned(),
                payload: Some(Payload { kind: PayloadKind::Text, value: payload }),
                overrides: Vec::new(),
            };
            strategy.variants = vec![variant.clone()];
            let rules = Rules { strategies: vec![strategy], variants: vec![variant] };
            prop_assert_eq!(read(&write(&rules, true), &rules), Ok(rules));
        }
    }
}
