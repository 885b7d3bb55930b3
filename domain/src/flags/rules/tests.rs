use super::{Strategy, *};
use crate::{fields::Problem, flags::Percentage};
use proptest::prelude::{any, prop, prop_assert_eq, prop_assume, proptest};
use serde_json::json;

fn constraint(operator: Operator, value: &str) -> Constraint {
    let list = operator.operand().is_list();
    let date = operator.operand() == Operand::Date;
    Constraint {
        context_name: if date { "currentTime" } else { "plan" }.to_owned(),
        operator,
        values: if list { vec![value.to_owned()] } else { Vec::new() },
        value: (!list).then(|| value.to_owned()),
        inverted: false,
        case_insensitive: false,
    }
}

fn rules(constraint: Constraint) -> Rules {
    let mut strategy = Strategy::rollout("a", Percentage::new(25).unwrap(), &StickyBy::Default);
    strategy.constraints.push(constraint);
    Rules {
        strategies: vec![strategy],
        variants: Vec::new(),
    }
}

fn problem(rules: Rules, field: &str) -> Option<Problem> {
    rules.checked().err().and_then(|errors| errors.get(field).cloned())
}

#[test]
fn every_operator_takes_a_right_value_and_refuses_a_wrong_one() {
    for operator in Operator::ALL {
        let (right, wrong): (&[&str], &[&str]) = match operator.operand() {
            Operand::Texts => (&["pro", "a\"b", "ümlaut", "5"], &["", "back\\", "a\u{202E}b"]),
            Operand::Networks => (&["10.0.0.0/8", "127.0.0.1", "::1/128"], &["", "10.0.0.0/40", "home"]),
            Operand::Number => (
                &["5", "-2.5", "0.1"],
                &["", "five", "1e400", "5 or true", "inf", "NaN", "1."],
            ),
            Operand::Date => (
                &["2027-01-31T09:00:00Z", "2027-01-31T09:00:00+03:00"],
                &["", "2027-01-31", "2027-02-30T00:00:00Z", "tomorrow"],
            ),
            Operand::Version => (
                &["2.1.0", "1.0.0-rc.1+b2"],
                &["", "2.1", "v2.1.0", "2.01.0", "2.1.0 or true"],
            ),
            Operand::Pattern => (&["^a+$", "[0-9]+"], &["", "(", "(a+)+$"]),
        };
        let list = operator.operand().is_list();
        let field = if list { "values" } else { "value" };
        let field = format!("strategies.0.constraints.0.{field}");
        for value in right {
            assert_eq!(
                rules(constraint(*operator, value)).checked().err(),
                None,
                "{operator} {value}"
            );
        }
        for value in wrong {
            assert!(
                problem(rules(constraint(*operator, value)), &field).is_some(),
                "{operator} {value:?}"
            );
        }
    }
}

#[test]
fn dates_are_kept_in_utc_with_milliseconds() {
    let rules = rules(constraint(Operator::DateAfter, "2027-01-31T09:00:00+03:00"))
        .checked()
        .unwrap();
    let value = rules.strategies[0].constraints[0].value.as_deref();
    assert_eq!(value, Some("2027-01-31T06:00:00.000Z"));
}

#[test]
fn a_date_is_compared_with_the_time_and_nothing_else() {
    let mut other = constraint(Operator::DateBefore, "2027-01-31T09:00:00Z");
    assert_eq!(rules(other.clone()).checked().err(), None);
    other.context_name = "trialEnds".to_owned();
    let field = "strategies.0.constraints.0.contextName";
    assert_eq!(problem(rules(other), field), Some(Problem::format("currentTime")));
}

#[test]
fn a_share_of_101_names_its_field() {
    let mut wrong = rules(constraint(Operator::In, "pro"));
    wrong.strategies[0]
        .parameters
        .insert("rollout".to_owned(), "101".to_owned());
    let field = "strategies.0.parameters.rollout";
    assert_eq!(problem(wrong, field), Some(Problem::OutOfRange { min: 0, max: 100 }));
}

#[test]
fn weights_must_make_the_whole() {
    let variant = |name: &str, weight| Variant {
        name: name.to_owned(),
        weight,
        weight_type: WeightType::Variable,
        stickiness: "default".to_owned(),
        payload: None,
        overrides: Vec::new(),
    };
    let with = |variants| Rules {
        variants,
        ..rules(constraint(Operator::In, "pro"))
    };
    assert!(with(vec![variant("a", 334), variant("b", 666)]).checked().is_ok());
    let total = "90.5".to_owned();
    let short = with(vec![variant("a", 334), variant("b", 571)]);
    assert_eq!(problem(short, "variants"), Some(Problem::WeightTotal { total }));
    let twice = with(vec![variant("a", 500), variant("a", 500)]);
    assert_eq!(problem(twice, "variants.1.name"), Some(Problem::Taken));
}

#[test]
fn payloads_are_what_they_say() {
    let with = |kind, value: &str| {
        let payload = Some(Payload {
            kind,
            value: value.to_owned(),
        });
        let variant = Variant {
            name: "a".to_owned(),
            weight: WEIGHT_TOTAL,
            weight_type: WeightType::Variable,
            stickiness: "default".to_owned(),
            payload,
            overrides: Vec::new(),
        };
        Rules {
            variants: vec![variant],
            ..rules(constraint(Operator::In, "pro"))
        }
    };
    for (kind, value) in [
        (PayloadKind::Json, "{\"a\":1}"),
        (PayloadKind::Number, "2.5"),
        (PayloadKind::Csv, "a,b"),
    ] {
        assert_eq!(with(kind, value).checked().err(), None);
    }
    let large = "x".repeat(2 << 20);
    for (kind, value) in [
        (PayloadKind::Json, "{a:1}"),
        (PayloadKind::Number, "many"),
        (PayloadKind::Text, &large),
    ] {
        assert!(problem(with(kind, value), "variants.0.payload").is_some(), "{kind}");
    }
    let typed = |kind, value: &str| {
        Payload {
            kind,
            value: value.to_owned(),
        }
        .typed()
    };
    assert_eq!(typed(PayloadKind::Number, "2.5"), json!(2.5));
    assert_eq!(typed(PayloadKind::Json, "[1]"), json!([1]));
    assert_eq!(typed(PayloadKind::Text, "[1]"), json!("[1]"));
}

#[test]
fn names_cannot_leave_their_place_in_a_rule() {
    for name in ["plan\"] in [\"", "a\\", "a\nb", ""] {
        assert!(check_name(name).is_err(), "{name:?}");
        let mut wrong = rules(constraint(Operator::In, "pro"));
        wrong.strategies[0]
            .parameters
            .insert("groupId".to_owned(), name.to_owned());
        assert!(problem(wrong, "strategies.0.parameters.groupId").is_some(), "{name:?}");
    }
}

proptest! {
    #[test]
    fn what_is_stored_is_read_back(share in 0_i64..=100, value in "[a-z ]{1,20}", inverted in any::<bool>()) {
        prop_assume!(!value.trim().is_empty());
        let mut rules = rules(Constraint { inverted, ..constraint(Operator::StrContains, &value) });
        rules.strategies[0].parameters.insert("rollout".to_owned(), share.to_string());
        let rules = rules.checked().unwrap();
        prop_assert_eq!(rules.draft(true).rules(), Some(rules));
    }

    #[test]
    fn a_hash_names_the_content_and_not_its_order(share in 0_i64..=100, other in 0_i64..=100) {
        let draft = |share: i64| {
            let share = Percentage::new(share).unwrap();
            let rules = Rules { strategies: vec![Strategy::rollout("a", share, &StickyBy::Default)], variants: Vec::new() };
            rules.draft(true)
        };
        prop_assert_eq!(draft(share).hash() == draft(other).hash(), share == other);
        let mut turned = draft(share);
        let object = turned.strategies[0].as_object().unwrap();
        let members: Vec<_> = object.iter().rev().map(|(k, v)| (k.clone(), v.clone())).collect();
        turned.strategies[0] = serde_json::Value::Object(members.into_iter().collect());
        prop_assert_eq!(turned.hash(), draft(share).hash());
    }

    #[test]
    fn checking_twice_changes_nothing(operator in prop::sample::select(Operator::ALL), text in "\\PC{0,12}") {
        if let Ok(once) = rules(constraint(operator, &text)).checked() {
            prop_assert_eq!(once.clone().checked().unwrap(), once);
        }
    }
}
