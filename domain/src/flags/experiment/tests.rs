use super::*;
use crate::{
    fields::Problem,
    flags::{Percentage, Rules, StickyBy, Strategy},
};
use proptest::prelude::*;
use serde_json::json;

fn close(value: f64, published: f64) {
    assert!((value - published).abs() < 0.000_051, "{value} is not {published}");
}

fn goal(baseline: &str, difference: &str) -> Goal {
    Goal::new(Permille::parse(baseline).unwrap(), Permille::parse(difference).unwrap()).unwrap()
}

fn counted(weight: u16, exposed: u64, converted: u64) -> Counted {
    Counted {
        weight,
        exposed,
        converted,
    }
}

#[test]
fn shares_are_read_and_written() {
    for (text, shown) in [
        ("12", "12"),
        (" 12.5 % ", "12.5"),
        ("0.1", "0.1"),
        ("99.9", "99.9"),
        ("7.0", "7"),
    ] {
        assert_eq!(Permille::parse(text).unwrap().to_string(), shown);
    }
    for wrong in ["0", "100", "12.55", "-1", "a", "1.", ".5", "1e1", "99999"] {
        assert_eq!(Permille::parse(wrong), Err(Problem::format("12.5")), "{wrong}");
    }
    assert_eq!(Permille::parse(" "), Err(Problem::Required));
}

#[test]
fn sizes_are_those_of_the_literature() {
    // R: power.prop.test(p1 = .20, p2 = .25, power = .8) gives n = 1093.739; p1 = .5, p2 = .6 gives 387.3385.
    assert_eq!(needed(goal("20", "5"), 1), 1094);
    assert_eq!(needed(goal("50", "10"), 1), 388);
    // Downwards only: from 95 % there is no way up by ten points.
    assert_eq!(needed(goal("95", "10"), 1), needed(goal("5", "10"), 1));
    assert!(needed(goal("20", "5"), 3) > needed(goal("20", "5"), 1));
    assert_eq!(needed(goal("20", "40"), 1), 23);
    let beyond = Goal::new(Permille::new(500).unwrap(), Permille::new(600).unwrap());
    assert_eq!(beyond, Err(Problem::OutOfRange { min: 1, max: 49 }));
}

#[test]
fn score_intervals_are_newcombes() {
    // R. G. Newcombe: Two-sided confidence intervals for the single proportion (1998), table I, method 3.
    for (converted, exposed, low, high) in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ] {
        let interval = wilson(converted, exposed, 0.05).unwrap();
        close(interval.low, low);
        close(interval.high, high);
    }
    assert_eq!(wilson(0, 0, 0.05), None);
}

#[test]
fn intervals_of_differences_are_newcombes() {
    // R. G. Newcombe: Interval estimation for the difference between independent proportions (1998), table II.
    for (first, second, low, high) in [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ] {
        let interval = newcombe(first, second, 0.05).unwrap();
        close(interval.low, low);
        close(interval.high, high);
    }
    assert_eq!(newcombe((0, 0), (1, 2), 0.05), None);
}

#[test]
fn a_ratio_that_chance_does_not_make_is_found() {
    // R. Kohavi, D. Tang, Y. Xu: Trustworthy Online Controlled Experiments (2020), chapter 3: p = 1.8E-6.
    let told = ratio(&[counted(500, 821_588, 0), counted(500, 815_482, 0)]);
    let p = told.p.unwrap();
    assert!(told.is_wrong() && (1.75e-6..1.85e-6).contains(&p), "{p}");
    // The same number of users by other weights is right.
    assert!(!ratio(&[counted(250, 250, 0), counted(750, 750, 0)]).is_wrong());
    // chi-square 3.841 with one degree of freedom is p = 0.05.
    let p = ratio(&[counted(500, 549, 0), counted(500, 451, 0)]).p.unwrap();
    assert!((p - 0.001_946).abs() < 0.000_01, "{p}");
    assert_eq!(ratio(&[counted(500, 9, 0), counted(500, 0, 0)]).p, None);
    assert_eq!(ratio(&[]).p, None);
}

#[test]
fn there_is_no_verdict_before_the_planned_size() {
    let clear = |exposed| {
        [
            counted(500, exposed, exposed / 10),
            counted(500, exposed, exposed * 9 / 10),
        ]
    };
    let read = judge(&clear(99), 0, 100, Meanwhile::Nothing);
    assert_eq!(read.verdict, Verdict::NotYet { have: 99, need: 100 });
    assert!(
        read.arms[1].difference.unwrap().interval.low > 0.5,
        "the numbers are shown all the same"
    );
    assert_eq!(read.arms[0].difference, None);
    let read = judge(&clear(100), 0, 100, Meanwhile::Nothing);
    assert_eq!(read.verdict, Verdict::Found(vec![Finding::Better]));
    let read = judge(&clear(100), 1, 100, Meanwhile::Nothing);
    assert_eq!(read.verdict, Verdict::Found(vec![Finding::Worse]));
    let same = [counted(500, 100, 20), counted(500, 100, 21)];
    assert_eq!(
        judge(&same, 0, 100, Meanwhile::Nothing).verdict,
        Verdict::Found(vec![Finding::NoDifference])
    );
}

#[test]
fn groups_that_are_not_what_they_should_be_say_nothing() {
    let crooked = [counted(500, 2000, 200), counted(500, 1500, 900)];
    assert_eq!(judge(&crooked, 0, 100, Meanwhile::Nothing).verdict, Verdict::Mismatch);
    let fair = [counted(500, 2000, 200), counted(500, 2000, 900)];
    assert_eq!(
        judge(&fair, 0, 100, Meanwhile::TrafficChanged).verdict,
        Verdict::TrafficChanged
    );
    // Nobody at all.
    let none = judge(&[counted(500, 0, 0), counted(500, 0, 0)], 0, 10, Meanwhile::Nothing);
    assert_eq!((none.arms[1].rate, none.arms[1].difference), (None, None));
}

#[test]
fn several_treatments_share_the_error() {
    // 5 % for one comparison, 2.5 % for each of two: the same numbers are a finding alone and none together.
    let (control, treatment) = (counted(1, 1000, 100), counted(1, 1000, 129));
    let alone = judge(&[control.clone(), treatment.clone()], 0, 100, Meanwhile::Nothing);
    assert_eq!(alone.verdict, Verdict::Found(vec![Finding::Better]));
    let beside = judge(&[control.clone(), treatment, control], 0, 100, Meanwhile::Nothing);
    assert_eq!(
        beside.verdict,
        Verdict::Found(vec![Finding::NoDifference, Finding::NoDifference])
    );
}

fn rules(strategies: serde_json::Value, variants: serde_json::Value) -> Rules {
    Rules::read(&strategies, &variants).unwrap()
}

fn two() -> serde_json::Value {
    json!([{ "name": "a", "weight": 300 }, { "name": "control", "weight": 700 }, { "name": "none", "weight": 0 }])
}

#[test]
fn groups_are_read_from_rules() {
    let half = Strategy::rollout(
        "g",
        Percentage::new(30).unwrap(),
        &StickyBy::Field("sessionId".to_owned()),
    );
    let switch = Rules {
        strategies: vec![half.clone()],
        variants: Vec::new(),
    };
    let split = Split::of(&switch, false).unwrap();
    assert_eq!(
        (split.kind, split.unit.as_str(), split.usual_control()),
        (SplitKind::Switch, "sessionId", OFF)
    );
    assert_eq!(split.arms.iter().map(|arm| arm.weight).collect::<Vec<_>>(), [700, 300]);
    assert!((split.smallest() - 0.3).abs() < 1e-9);
    assert_eq!(Split::of(&switch, true), Err(NoSplit::Needs));

    let own = rules(json!([half.clone()]), two());
    let split = Split::of(&own, true).unwrap();
    assert_eq!(
        (split.kind, split.usual_control(), split.position("a")),
        (SplitKind::Variants, "control", Some(0))
    );
    assert_eq!(split.arms.len(), 2, "nobody gets what weighs nothing");
    let mut brings = half.clone();
    brings.variants = serde_json::from_value(two()).unwrap();
    assert!(Split::of(&rules(json!([brings.clone(), brings]), json!([])), false).is_ok());
}

#[test]
fn rules_without_groups_say_why() {
    let rollout = |share: &str, sticky: &str| json!({ "name": "flexibleRollout", "parameters": { "rollout": share, "stickiness": sticky, "groupId": "g" } });
    let mut targeted = rollout("50", "default");
    targeted["constraints"] = json!([{ "contextName": "plan", "operator": "IN", "values": ["pro"] }]);
    let mut brings = rollout("50", "default");
    brings["variants"] = two();
    let mut named = two();
    named[0]["overrides"] = json!([{ "contextName": "userId", "values": ["u1"] }]);
    let mut random = two();
    for variant in random.as_array_mut().unwrap() {
        variant["stickiness"] = json!("random");
    }
    let many: Vec<_> = (0..11)
        .map(|at| json!({ "name": format!("v{at}"), "weight": 90 }))
        .collect();
    for (strategies, variants, why) in [
        (json!([]), json!([]), NoSplit::Same),
        (json!([rollout("100", "default")]), json!([]), NoSplit::Same),
        (json!([{ "name": "default" }]), json!([]), NoSplit::Same),
        (json!([]), json!([{ "name": "a", "weight": 1000 }]), NoSplit::Same),
        (json!([targeted.clone()]), json!([]), NoSplit::Targeted),
        (
            json!([rollout("5", "default"), rollout("5", "default")]),
            json!([]),
            NoSplit::Targeted,
        ),
        (json!([rollout("50", "random")]), json!([]), NoSplit::Random),
        (json!([rollout("50", "default")]), random, NoSplit::Random),
        (json!([brings, rollout("50", "default")]), json!([]), NoSplit::Differs),
        (json!([]), named, NoSplit::Overrides),
        (json!([]), json!(many), NoSplit::TooMany),
    ] {
        assert_eq!(
            Split::of(&rules(strategies.clone(), variants), false),
            Err(why),
            "{strategies}"
        );
    }
    // Conditions choose who takes part; chance deals the variants among them.
    assert!(Split::of(&rules(json!([targeted]), two()), false).is_ok());
}

#[test]
fn forms_name_what_is_wrong() {
    let form = ExperimentForm {
        name: "Short form".to_owned(),
        event: "order-paid".to_owned(),
        baseline: "20".to_owned(),
        difference: "5".to_owned(),
        ..ExperimentForm::default()
    };
    assert_eq!(form.read().unwrap().goal, goal("20", "5"));
    let wrong = ExperimentForm {
        event: "order paid".to_owned(),
        difference: "90".to_owned(),
        ..ExperimentForm {
            name: String::new(),
            ..form
        }
    };
    let errors = wrong.read().unwrap_err();
    assert_eq!(errors.get("name"), Some(&Problem::Required));
    assert_eq!(errors.get("event"), Some(&Problem::format("order-paid")));
    assert_eq!(errors.get("difference"), Some(&Problem::OutOfRange { min: 1, max: 79 }));
    assert_eq!(check_event(&"x".repeat(101)), Err(Problem::TooLong { max: 100 }));
}

proptest! {
    #[test]
    fn an_interval_holds_its_own_share(exposed in 1_u64..1_000_000, part in 0.0_f64..=1.0, alpha in 0.001_f64..0.5) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a part of a count")]
        let converted = ((exposed as f64) * part) as u64;
        let interval = wilson(converted, exposed, alpha).unwrap();
        let rate = interval::rate(converted, exposed);
        prop_assert!(0.0 <= interval.low && interval.low <= rate && rate <= interval.high && interval.high <= 1.0);
    }

    #[test]
    fn a_difference_turns_round_with_its_groups(a in 0_u64..500, b in 0_u64..500, n in 500_u64..5_000, m in 500_u64..5_000) {
        let (one, other) = (newcombe((a, n), (b, m), 0.05).unwrap(), newcombe((b, m), (a, n), 0.05).unwrap());
        prop_assert!((one.low + other.high).abs() < 1e-12 && (one.high + other.low).abs() < 1e-12);
        let point = interval::rate(a, n) - interval::rate(b, m);
        prop_assert!(one.low <= point && point <= one.high && one.low >= -1.0 && one.high <= 1.0);
    }

    #[test]
    fn a_smaller_difference_needs_more_users(baseline in 1_u16..999, difference in 1_u16..400) {
        let of = |difference| {
            let goal = Goal::new(Permille::new(baseline).unwrap(), Permille::new(difference).unwrap());
            goal.map(|goal| needed(goal, 1))
        };
        if let (Ok(small), Ok(large)) = (of(difference), of(difference + 1)) {
            // Where one of the two ways ends, the other one alone counts; it may need fewer.
            let both = baseline > difference + 1 && baseline + difference + 1 < 1000;
            prop_assert!(small > 0 && (!both || small >= large));
        }
    }

    #[test]
    fn nothing_is_found_too_early(a in 0_u64..200, b in 0_u64..200, n in 200_u64..400, m in 200_u64..400, need in 1_u32..600) {
        let read = judge(&[counted(500, n, a), counted(500, m, b)], 0, need, Meanwhile::Nothing);
        if n.min(m) < u64::from(need) {
            prop_assert!(!matches!(read.verdict, Verdict::Found(_)));
        }
    }
}
