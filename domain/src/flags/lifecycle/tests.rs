use super::{
    super::{FlagKind, Rules},
    *,
};
use chrono::{DateTime, Utc};
use proptest::{option, prelude::*};
use serde_json::{Value, json};

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn ago(days: i64) -> DateTime<Utc> {
    now() - TimeDelta::days(days)
}

/// Production, set for so long, asked from then until now; the other answer was given so many days ago.
fn production(everyone: Option<bool>, since: i64, other: Option<i64>) -> InEnvironment {
    let (same, other) = (Some(now()), other.map(ago));
    let value = everyone.unwrap_or(true);
    InEnvironment {
        name: "production".to_owned(),
        production: true,
        everyone,
        since: ago(since),
        seen: Some(Seen {
            first_at: ago(90),
            last_at: now(),
            on_at: if value { same } else { other },
            off_at: if value { other } else { same },
        }),
        variants: 0,
    }
}

fn untouched() -> InEnvironment {
    InEnvironment {
        seen: None,
        ..production(Some(false), 0, None)
    }
}

fn flag(age: i64, environments: Vec<InEnvironment>) -> Evidence {
    Evidence {
        kind: FlagKind::Release,
        created_at: ago(age),
        archived: false,
        completion: None,
        environments,
        dependents: Vec::new(),
    }
}

fn stage(evidence: &Evidence) -> Stage {
    lifecycle(evidence, now()).stage
}

#[test]
fn a_flag_goes_from_draft_to_archive() {
    let mut evidence = flag(1, vec![untouched()]);
    assert_eq!(stage(&evidence), Stage::Draft);
    evidence.environments = vec![production(None, 0, Some(0))];
    assert_eq!(stage(&evidence), Stage::Live);
    evidence.environments = vec![production(Some(true), 3, Some(3))];
    assert_eq!(
        stage(&evidence),
        Stage::Live,
        "on for everyone, but only since three days"
    );
    evidence.environments = vec![production(Some(true), 8, Some(8))];
    assert_eq!(stage(&evidence), Stage::Complete);
    evidence.environments = vec![production(Some(true), 20, Some(15))];
    let stale = lifecycle(&evidence, now());
    assert_eq!(stale.stage, Stage::Stale);
    assert_eq!(stale.reasons, [StaleReason::OneValue { value: true, days: 15 }]);
    assert!(stale.removal.is_safe());
    assert_eq!(stale.removal.keeps, Some(true));
    evidence.archived = true;
    assert_eq!(stage(&evidence), Stage::Archived);
}

#[test]
fn a_draft_that_answers_no_is_a_draft_and_one_that_was_on_is_not() {
    let mut place = production(Some(false), 3, None);
    assert_eq!(stage(&flag(3, vec![place.clone()])), Stage::Draft);
    place.seen.as_mut().unwrap().on_at = Some(ago(2));
    assert_eq!(stage(&flag(3, vec![place.clone()])), Stage::Live);
    place.since = ago(8);
    place.seen.as_mut().unwrap().on_at = Some(ago(8));
    assert_eq!(
        stage(&flag(10, vec![place])),
        Stage::Complete,
        "taken back for everyone"
    );
}

#[test]
fn reasons_say_what_was_found() {
    let mut quiet = production(None, 60, None);
    quiet.seen.as_mut().unwrap().last_at = ago(20);
    let found = lifecycle(&flag(50, vec![quiet]), now());
    assert_eq!(
        found.reasons,
        [
            StaleReason::Quiet { days: 20 },
            StaleReason::Overdue { days: 50, lifetime: 40 }
        ]
    );
    let never = lifecycle(&flag(14, vec![untouched()]), now());
    assert_eq!(never.reasons, [StaleReason::NeverAsked { days: 14 }]);
    assert_eq!(never.removal.proofs, [Proof::NeverAsked { days: 14 }]);
    assert!(never.removal.is_safe() && never.removal.keeps.is_none());
    assert_eq!(stage(&flag(13, vec![untouched()])), Stage::Draft);
    let young = lifecycle(&flag(13, vec![untouched()]), now()).removal;
    assert_eq!(young.obstacles, [Obstacle::Young { days: 13 }]);
}

#[test]
fn what_is_made_to_stay_is_stale_only_by_its_owners_word() {
    let mut evidence = flag(900, vec![production(Some(true), 800, None)]);
    evidence.kind = FlagKind::KillSwitch;
    assert_eq!(stage(&evidence), Stage::Complete);
    assert_eq!(lifecycle(&evidence, now()).removal.obstacles, [Obstacle::Permanent]);
    let at = ago(14);
    evidence.completion = Some(Completion { keeps: true, at });
    let done = lifecycle(&evidence, now());
    assert_eq!(done.reasons, [StaleReason::Completed { keeps: true, days: 14 }]);
    assert!(done.removal.is_safe());
    evidence.completion = Some(Completion { keeps: false, at });
    let contradicted = lifecycle(&evidence, now()).removal;
    assert_eq!(contradicted.obstacles, [Obstacle::Contradicted { keeps: false }]);
}

#[test]
fn each_obstacle_forbids_removal() {
    let good = || flag(90, vec![production(Some(true), 60, None)]);
    let obstacles = |change: &dyn Fn(&mut Evidence)| {
        let mut evidence = good();
        change(&mut evidence);
        lifecycle(&evidence, now()).removal.obstacles
    };
    let environment = || "production".to_owned();
    assert!(lifecycle(&good(), now()).removal.is_safe());
    assert_eq!(
        obstacles(&|flag| flag.dependents = vec!["b".to_owned()]),
        [Obstacle::Dependents(vec!["b".to_owned()])]
    );
    assert_eq!(
        obstacles(&|flag| flag.environments[0].everyone = None),
        [Obstacle::Differs {
            environment: environment()
        }]
    );
    assert_eq!(
        obstacles(&|flag| flag.environments[0].variants = 2),
        [Obstacle::Variants {
            environment: environment()
        }]
    );
    let recent = [Obstacle::Recent {
        environment: environment(),
        days: 13,
    }];
    assert_eq!(obstacles(&|flag| flag.environments[0].since = ago(13)), recent);
    assert_eq!(
        obstacles(&|flag| flag.environments[0].seen.as_mut().unwrap().off_at = Some(ago(13))),
        recent,
        "an SDK with old rules still answers no"
    );
    let other = InEnvironment {
        name: "staging".to_owned(),
        production: false,
        ..production(Some(false), 60, None)
    };
    assert_eq!(
        obstacles(&|flag| flag.environments.push(other.clone())),
        [Obstacle::Disagree]
    );
}

#[test]
fn settings_tell_whether_everyone_gets_the_same() {
    let told = |strategies: Value, variants: Value| everyone(true, false, Rules::read(&strategies, &variants).as_ref());
    let share = |share: &str| json!({ "name": "flexibleRollout", "parameters": { "rollout": share } });
    let conditional = json!({ "name": "default", "constraints":
        [{ "contextName": "plan", "operator": "IN", "values": ["pro"] }] });
    assert_eq!(told(json!([]), json!([])), Some(true));
    assert_eq!(told(json!([share("100")]), json!([])), Some(true));
    assert_eq!(told(json!([share("0")]), json!([])), Some(false));
    assert_eq!(told(json!([share("50")]), json!([])), None);
    assert_eq!(told(json!([conditional]), json!([])), None);
    assert_eq!(told(json!([conditional, share("100")]), json!([])), Some(true));
    assert_eq!(told(json!([conditional, share("0")]), json!([])), None);
    assert_eq!(told(json!([{ "name": "default", "disabled": true }]), json!([])), None);
    assert_eq!(told(json!([{ "name": "ofTheirOwn" }]), json!([])), None);
    let variant =
        |name: &str| json!({ "name": name, "weight": 500, "weightType": "variable", "stickiness": "default" });
    assert_eq!(told(json!([]), json!([variant("a")])), Some(true));
    assert_eq!(told(json!([]), json!([variant("a"), variant("b")])), None);
    assert_eq!(told(json!("unreadable"), json!([])), None);
    assert_eq!(everyone(false, true, None), Some(false));
    assert_eq!(
        everyone(true, true, Some(&Rules::default())),
        None,
        "other flags decide"
    );
}

prop_compose! {
    fn places()(
        production in any::<bool>(), everyone in option::of(any::<bool>()), since in 0_i64..100,
        asked in option::of((0_i64..100, 0_i64..50, option::of(0_i64..100), option::of(0_i64..100))), variants in 0_usize..3,
    ) -> InEnvironment {
        let seen = asked.map(|(more, last, on, off)| Seen {
            first_at: ago(last + more),
            last_at: ago(last),
            on_at: on.map(ago),
            off_at: off.map(ago),
        });
        InEnvironment { name: "somewhere".to_owned(), production, everyone, since: ago(since), seen, variants }
    }
}

prop_compose! {
    fn any_evidence()(
        kind in proptest::sample::select(FlagKind::ALL), age in 0_i64..200, archived in any::<bool>(),
        completion in option::of((any::<bool>(), 0_i64..60)), environments in prop::collection::vec(places(), 0..4),
        dependents in prop::collection::vec("[a-z]", 0..2),
    ) -> Evidence {
        let completion = completion.map(|(keeps, days)| Completion { keeps, at: ago(days) });
        Evidence { kind, created_at: ago(age), archived, completion, environments, dependents }
    }
}

proptest! {
    #[test]
    fn stale_is_what_has_reasons(evidence in any_evidence()) {
        let found = lifecycle(&evidence, now());
        prop_assert_eq!(found.stage == Stage::Stale, !found.reasons.is_empty());
        prop_assert_eq!(found.stage == Stage::Archived, evidence.archived);
    }

    #[test]
    fn safe_means_that_nobody_can_notice(evidence in any_evidence()) {
        let found = lifecycle(&evidence, now()).removal;
        if found.is_safe() {
            prop_assert!(evidence.dependents.is_empty() && !evidence.archived);
            for place in &evidence.environments {
                let Some(seen) = place.seen.filter(|seen| seen.last_at > ago(QUIET_DAYS)) else { continue };
                let value = place.everyone;
                prop_assert!(value.is_some() && value == found.keeps && place.since <= ago(QUIET_DAYS));
                let other = if value == Some(true) { seen.off_at } else { seen.on_at };
                prop_assert!(other.is_none_or(|at| at <= ago(QUIET_DAYS)));
            }
        }
    }

    #[test]
    fn one_other_answer_today_undoes_it(evidence in any_evidence(), value in any::<bool>()) {
        let mut evidence = evidence;
        let mut place = production(Some(value), 60, Some(0));
        place.name = "another".to_owned();
        evidence.environments.push(place);
        prop_assert!(!lifecycle(&evidence, now()).removal.is_safe());
    }

    #[test]
    fn time_alone_never_makes_a_stale_flag_fresh(evidence in any_evidence(), days in 0_i64..100) {
        let later = now() + TimeDelta::days(days);
        if !lifecycle(&evidence, now()).reasons.is_empty() {
            prop_assert!(!lifecycle(&evidence, later).reasons.is_empty());
        }
    }
}
