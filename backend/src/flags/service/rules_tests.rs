//! Rules, segments, prerequisites and history against a real Postgres and the engine that answers.

use crate::{
    Error,
    flags::{
        Asked, NewSegment, Prerequisite, SegmentReach, SegmentUser, archive, check_draft, delete_segment, find, kill,
        prerequisites, reload, remove_prerequisite, revert, save_segment, segment_reach, segment_users, set_enabled,
        set_prerequisite, set_state, testing::Shop, versions,
    },
};
use arkan_domain::{
    fields::Problem,
    flags::{Constraint, Draft, FlagError, Operator, Reason},
};
use serde_json::{Value, json};
use sqlx::PgPool;

fn draft(strategies: Value, variants: Value) -> Draft {
    Draft {
        enabled: true,
        strategies,
        variants,
    }
}

fn half_of(constraints: Value, segments: &[i32]) -> Value {
    json!([{
        "name": "flexibleRollout",
        "parameters": { "rollout": "50", "stickiness": "userId", "groupId": "checkout" },
        "constraints": constraints,
        "segments": segments,
    }])
}

fn from(country: &str, user: &str) -> Asked {
    let mut asked = Asked::user(user);
    asked.properties.insert("country".to_owned(), country.to_owned());
    asked
}

fn value(shop: &Shop, key: &str, asked: &Asked) -> bool {
    let engine = shop.backend.flags.engine(shop.production.id).unwrap();
    engine.answer(key, asked).unwrap().value
}

#[sqlx::test(migrations = "../migrations")]
async fn an_explanation_says_what_the_answer_says(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", "release").await;
    let constraint = Constraint {
        context_name: "country".to_owned(),
        operator: Operator::In,
        values: vec!["SA".to_owned(), "AE".to_owned()],
        value: None,
        inverted: false,
        case_insensitive: false,
    };
    let gulf = NewSegment {
        key: "gulf".to_owned(),
        description: String::new(),
        constraints: vec![constraint],
    };
    let gulf = save_segment(&shop.backend, &shop.actor, &shop.project, None, gulf)
        .await
        .unwrap();
    let rules = draft(half_of(json!([]), &[gulf]), json!([]));
    set_state(
        &shop.backend,
        &shop.actor,
        shop.production("checkout"),
        rules,
        Some(1),
        "Gulf first",
    )
    .await
    .unwrap();
    let engine = shop.backend.flags.engine(shop.production.id).unwrap();
    let mut seen = (0, 0);
    for number in 0..200 {
        for country in ["SA", "EG"] {
            let asked = from(country, &format!("user-{number}"));
            let explained = engine.explain("checkout", &asked).unwrap();
            let answer = explained.answer.clone().unwrap();
            let tried = &explained.strategies[0];
            assert_eq!(answer.value, tried.matched);
            assert_eq!(tried.conditions[0].met, country == "SA");
            assert_eq!(tried.conditions[0].segment.as_deref(), Some("gulf"));
            assert_eq!(tried.conditions[0].actual.as_deref(), Some(country));
            let bucket = tried.bucket.as_ref().unwrap().number.unwrap();
            assert_eq!(answer.value, country == "SA" && bucket <= 50);
            let reason = if answer.value {
                Reason::TargetingMatch
            } else {
                Reason::Unknown
            };
            assert_eq!(answer.reason, reason);
            if answer.value { seen.0 += 1 } else { seen.1 += 1 }
        }
    }
    assert!(seen.0 > 50 && seen.1 > 250, "{seen:?}");
    assert_eq!(
        segment_users(&shop.backend, &shop.actor, &shop.project, gulf)
            .await
            .unwrap(),
        [SegmentUser {
            key: "checkout".to_owned(),
            environment: shop.production.id,
            archived: false,
        }]
    );
    let reach = segment_reach(&shop.backend, &shop.actor, &shop.project).await.unwrap();
    let one = SegmentReach {
        flags: 1,
        environments: 1,
    };
    assert_eq!(reach, [(gulf, one)].into());
    let used = delete_segment(&shop.backend, &shop.actor, &shop.project, gulf).await;
    assert!(matches!(used, Err(Error::Flags(FlagError::SegmentUsed(keys))) if keys == ["checkout"]));
    // A segment that changes changes every flag that names it.
    let everyone = Constraint {
        context_name: "country".to_owned(),
        operator: Operator::NotIn,
        values: vec!["ZZ".to_owned()],
        value: None,
        inverted: false,
        case_insensitive: false,
    };
    let wider = NewSegment {
        key: "gulf".to_owned(),
        description: String::new(),
        constraints: vec![everyone],
    };
    save_segment(&shop.backend, &shop.actor, &shop.project, Some((gulf, 1)), wider)
        .await
        .unwrap();
    let lucky = (0..200)
        .map(|n| format!("user-{n}"))
        .find(|user| value(&shop, "checkout", &from("SA", user)));
    assert!(value(&shop, "checkout", &from("EG", &lucky.unwrap())));
}

#[sqlx::test(migrations = "../migrations")]
async fn wrong_rules_name_their_field_and_change_nothing(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", "release").await;
    let constraint =
        |operator: &str, value: &str| json!([{ "contextName": "v", "operator": operator, "value": value }]);
    let cases = [
        (
            half_of(constraint("SEMVER_GT", "2"), &[]),
            "strategies.0.constraints.0.value",
        ),
        (
            half_of(constraint("REGEX", "(a+)+$"), &[]),
            "strategies.0.constraints.0.value",
        ),
        (
            half_of(constraint("SOUNDS_LIKE", "x"), &[]),
            "strategies.0.constraints.0.operator",
        ),
        (half_of(json!([]), &[77]), "strategies.0.segments"),
        (json!([]), "strategies"),
        (json!("all"), "strategies"),
    ];
    for (strategies, field) in cases {
        let wrong = draft(strategies.clone(), json!([]));
        let error = set_state(
            &shop.backend,
            &shop.actor,
            shop.production("checkout"),
            wrong,
            Some(1),
            "",
        )
        .await;
        let Err(Error::Invalid(errors)) = error else {
            panic!("{strategies} was taken")
        };
        assert!(errors.get(field).is_some(), "{strategies}: {errors:?}");
    }
    let kept = versions(
        &shop.backend,
        &shop.actor,
        &shop.project,
        "checkout",
        shop.production.id,
        None,
        10,
    );
    assert_eq!(kept.await.unwrap().len(), 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn every_change_can_be_taken_back(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", "release").await;
    let target = || shop.production("checkout");
    set_enabled(&shop.backend, &shop.actor, target(), true, Some(1))
        .await
        .unwrap();
    let rules = draft(half_of(json!([]), &[]), json!([]));
    let checked = check_draft(&shop.backend, shop.project.id, rules.clone())
        .await
        .unwrap();
    set_state(&shop.backend, &shop.actor, target(), rules, Some(2), "Half of them")
        .await
        .unwrap();
    set_enabled(&shop.backend, &shop.actor, target(), false, Some(3))
        .await
        .unwrap();
    revert(&shop.backend, &shop.actor, target(), 3, Some(4), "It was right")
        .await
        .unwrap();
    let kept = versions(
        &shop.backend,
        &shop.actor,
        &shop.project,
        "checkout",
        shop.production.id,
        None,
        10,
    )
    .await
    .unwrap();
    let told: Vec<_> = kept
        .iter()
        .map(|one| (one.version, one.action.as_str(), one.reason.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (5, "flag.revert", "It was right"),
            (4, "flag.switch_off", ""),
            (3, "flag.rules", "Half of them"),
            (2, "flag.switch_on", ""),
            (1, "flag.create", ""),
        ]
    );
    assert_eq!(kept[0].draft.0, checked);
    assert_eq!(kept[0].draft.0.hash(), kept[2].draft.0.hash());
    let stale = revert(&shop.backend, &shop.actor, target(), 1, Some(4), "").await;
    assert!(matches!(stale, Err(Error::Stale)));
    kill(&shop.backend, &shop.actor, target(), "it burns").await.unwrap();
    let killed = revert(&shop.backend, &shop.actor, target(), 1, Some(6), "").await;
    assert!(matches!(killed, Err(Error::Flags(FlagError::Killed))));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_flag_is_on_only_where_what_it_needs_is(pool: PgPool) {
    let shop = Shop::open(pool).await;
    for key in ["a", "b", "c"] {
        shop.flag(key, "operational").await;
    }
    let need = |key: &'static str| Prerequisite {
        key: key.to_owned(),
        enabled: true,
        variants: Vec::new(),
    };
    let set = async |child: &str, parent| {
        set_prerequisite(&shop.backend, &shop.actor, &shop.project, child, need(parent)).await
    };
    set("a", "b").await.unwrap();
    let Err(Error::Invalid(circle)) = set("b", "a").await else {
        panic!("a circle was taken")
    };
    let path = ["b", "a", "b"].map(str::to_owned).to_vec();
    assert_eq!(circle.get("parent"), Some(&Problem::Cycle { path }));
    let Err(Error::Invalid(chain)) = set("b", "c").await else {
        panic!("a chain was taken")
    };
    assert!(matches!(chain.get("parent"), Some(Problem::Chain { .. })));
    let Err(Error::Invalid(unknown)) = set("a", "nowhere").await else {
        panic!("an unknown flag was taken")
    };
    assert_eq!(unknown.get("parent"), Some(&Problem::Unknown));

    set_enabled(&shop.backend, &shop.actor, shop.production("a"), true, None)
        .await
        .unwrap();
    let asked = Asked::user("sara");
    assert!(!value(&shop, "a", &asked));
    let engine = shop.backend.flags.engine(shop.production.id).unwrap();
    let explained = engine.explain("a", &asked).unwrap();
    assert!(explained.strategies[0].matched && !explained.prerequisites[0].met);
    assert_eq!(explained.prerequisites[0].value, Some(false));
    set_enabled(&shop.backend, &shop.actor, shop.production("b"), true, None)
        .await
        .unwrap();
    assert!(value(&shop, "a", &asked));

    let needed = archive(&shop.backend, &shop.actor, &shop.project, "b", "b", 1).await;
    assert!(matches!(needed, Err(Error::Flags(FlagError::Needed(keys))) if keys == ["a"]));
    remove_prerequisite(&shop.backend, &shop.actor, &shop.project, "a", "b")
        .await
        .unwrap();
    archive(&shop.backend, &shop.actor, &shop.project, "b", "b", 1)
        .await
        .unwrap();
    assert!(value(&shop, "a", &asked));
    let flag = find(&shop.backend, &shop.actor, &shop.project, "a").await.unwrap();
    assert!(
        prerequisites(&shop.backend, &shop.actor, &flag)
            .await
            .unwrap()
            .is_empty()
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn variants_bring_payloads_and_a_draft_can_be_tried(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", "experiment").await;
    let everyone = json!([{ "name": "default", "parameters": {} }]);
    let variants = json!([
        { "name": "teal", "weight": 500, "payload": { "type": "json", "value": "{\"hue\":180}" } },
        { "name": "plain", "weight": 500 },
    ]);
    let tried = draft(everyone.clone(), variants.clone());
    reload(&shop.backend).await.unwrap();
    let engine = shop.backend.flags.engine(shop.production.id).unwrap();
    let drafted = engine.with_draft("checkout", &tried).unwrap();
    let count = |engine: &crate::flags::Engine, name: &str| {
        (0..400)
            .filter_map(|number| {
                engine
                    .answer("checkout", &Asked::user(&number.to_string()))
                    .unwrap()
                    .variant
            })
            .filter(|chosen| chosen.name == name)
            .count()
    };
    let teal = count(&drafted, "teal");
    assert!((150..=250).contains(&teal), "{teal}");
    assert_eq!(count(&engine, "teal"), 0);
    set_state(&shop.backend, &shop.actor, shop.production("checkout"), tried, None, "")
        .await
        .unwrap();
    let engine = shop.backend.flags.engine(shop.production.id).unwrap();
    assert_eq!(count(&engine, "teal"), teal);
    let short = json!([{ "name": "teal", "weight": 400 }]);
    let wrong = check_draft(&shop.backend, shop.project.id, draft(everyone, short)).await;
    let Err(Error::Invalid(errors)) = wrong else {
        panic!("40 % were taken for all")
    };
    assert_eq!(
        errors.get("variants"),
        Some(&Problem::WeightTotal { total: "40".to_owned() })
    );
}
