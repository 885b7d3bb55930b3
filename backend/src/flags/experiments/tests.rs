use super::*;
use crate::{
    audit,
    flags::{
        Asked, archive, find as find_flag, kill, reload, revive, set_enabled, set_percentage, set_prerequisite,
        set_state, testing::Shop,
    },
};
use arkan_domain::{
    fields::Problem,
    flags::{
        Draft, Percentage,
        experiment::{ExperimentForm, Finding, Verdict},
    },
    identity::{Grant, Role, Who},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sqlx::PgPool;

fn form() -> ExperimentForm {
    ExperimentForm {
        name: "A shorter form".to_owned(),
        hypothesis: "Fewer fields, more orders".to_owned(),
        event: "order-paid".to_owned(),
        control: "off".to_owned(),
        baseline: "20".to_owned(),
        difference: "40".to_owned(),
    }
}

/// A flag that half of the users have.
async fn shop(pool: PgPool) -> Shop {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", "experiment").await;
    share(&shop, 50).await;
    set_enabled(&shop.backend, &shop.actor, shop.production("checkout"), true, None)
        .await
        .unwrap();
    shop
}

async fn share(shop: &Shop, share: i64) {
    let share = Percentage::new(share).unwrap();
    set_percentage(&shop.backend, &shop.actor, shop.production("checkout"), share, None)
        .await
        .unwrap();
}

async fn planned(shop: &Shop) -> ExperimentId {
    create(&shop.backend, &shop.actor, shop.production("checkout"), &form())
        .await
        .unwrap()
}

async fn begin(shop: &Shop, id: ExperimentId) -> Result<()> {
    start(&shop.backend, &shop.actor, shop.production("checkout"), (id, 1)).await
}

/// A shop with an experiment that runs.
async fn running_in(pool: PgPool) -> (Shop, ExperimentId) {
    let shop = shop(pool).await;
    let id = planned(&shop).await;
    begin(&shop, id).await.unwrap();
    (shop, id)
}

async fn finish(shop: &Shop, id: ExperimentId, version: i32) -> Result<()> {
    let target = shop.production("checkout");
    end(&shop.backend, &shop.actor, target, (id, version), ("control", "no use")).await
}

async fn seen(shop: &Shop, id: ExperimentId) -> Standing {
    standing(&shop.backend, &shop.actor, &shop.project, id).await.unwrap()
}

/// Users by group (off, on) with who converted, then crossed ones and strangers.
async fn numbers(shop: &Shop, id: ExperimentId) -> ([(u64, u64); 2], u64, u64) {
    let counts = seen(shop, id).await.counts;
    let arm = |at: usize| (counts.arms[at].exposed, counts.arms[at].converted);
    ([arm(0), arm(1)], counts.crossed, counts.strangers)
}

fn asks(shop: &Shop, user: &str) -> bool {
    let engines = &shop.backend.flags;
    let answer = engines
        .serve(shop.production.id, "checkout", &Asked::user(user))
        .unwrap();
    answer.1.unwrap().value
}

fn exposure(user: &str, variant: &str, at: DateTime<Utc>) -> Exposure {
    Exposure {
        flag: "checkout".to_owned(),
        variant: variant.to_owned(),
        unit: user.to_owned(),
        at,
    }
}

fn conversion(user: &str, at: DateTime<Utc>) -> Conversion {
    Conversion {
        event: "order-paid".to_owned(),
        unit: user.to_owned(),
        at,
    }
}

async fn tells(shop: &Shop, exposures: Vec<Exposure>, conversions: Vec<Conversion>) -> Taken {
    let reported = Reported { exposures, conversions };
    report(&shop.backend, shop.production.id, &reported).await.unwrap()
}

#[sqlx::test(migrations = "../migrations")]
async fn each_user_who_is_answered_is_counted_once(pool: PgPool) {
    let (shop, id) = running_in(pool).await;
    let users: Vec<String> = (0..200).map(|number| format!("user-{number}")).collect();
    let on = users.iter().filter(|user| asks(&shop, user)).count() as u64;
    flush(&shop.backend).await.unwrap();
    let expected = ([(200 - on, 0), (on, 0)], 0, 0);
    assert_eq!(numbers(&shop, id).await, expected);
    // Again, by the other protocols, and by a replica that knows nothing of it.
    for user in &users {
        asks(&shop, user);
        let asked = Asked::user(user);
        shop.backend
            .flags
            .serve_all(shop.production.id, &asked, |_| false)
            .unwrap();
        shop.backend
            .flags
            .serve_all(shop.production.id, &asked, |_| true)
            .unwrap();
        shop.backend.flags.enabled(shop.production.id, &asked).unwrap();
    }
    flush(&shop.backend).await.unwrap();
    assert_eq!(numbers(&shop, id).await, expected);
    // Nobody is counted in the other environment, nobody without a name, and nobody's name is kept.
    shop.backend
        .flags
        .serve(shop.staging.id, "checkout", &Asked::user("stranger"));
    shop.backend
        .flags
        .serve(shop.production.id, "checkout", &Asked::default());
    flush(&shop.backend).await.unwrap();
    assert_eq!(numbers(&shop, id).await, expected);
    let kept: Vec<Vec<u8>> = sqlx::query_scalar("SELECT unit FROM flag_experiment_units")
        .fetch_all(&shop.backend.pool)
        .await
        .unwrap();
    assert!(kept.iter().all(|unit| unit.len() == 16));
    let key = UnitKey::of(&shop.backend, shop.production.id);
    assert!(kept.contains(&key.unit("user-7").to_vec()));
    assert_ne!(
        key.unit("user-7"),
        UnitKey::of(&shop.backend, shop.staging.id).unit("user-7")
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn every_way_to_ask_exposes(pool: PgPool) {
    let (shop, id) = running_in(pool).await;
    let engines = &shop.backend.flags;
    let at = shop.production.id;
    engines.serve_all(at, &Asked::user("bulk"), |_| false).unwrap();
    engines.serve_all(at, &Asked::user("known already"), |_| true).unwrap();
    engines.enabled(at, &Asked::user("frontend")).unwrap();
    flush(&shop.backend).await.unwrap();
    let ([off, on], ..) = numbers(&shop, id).await;
    assert_eq!(off.0 + on.0, 3);
}

#[sqlx::test(migrations = "../migrations")]
async fn only_what_comes_after_the_exposure_counts(pool: PgPool) {
    let (shop, id) = running_in(pool).await;
    let start = shop.backend.clock.now();
    let at = |seconds: i64| start + TimeDelta::seconds(seconds);
    shop.backend.clock.advance(TimeDelta::minutes(10));
    // Before, after, at the same moment; and before as well as after, whatever the order of the reports.
    let exposures = ["before", "after", "same", "both"].map(|user| exposure(user, "on", at(60)));
    let conversions = vec![
        conversion("both", at(90)),
        conversion("before", at(30)),
        conversion("after", at(90)),
        conversion("same", at(60)),
        conversion("both", at(30)),
        conversion("never exposed", at(90)),
    ];
    tells(&shop, Vec::new(), conversions.clone()).await;
    assert_eq!(
        numbers(&shop, id).await,
        ([(0, 0), (0, 0)], 0, 5),
        "before any exposure arrives"
    );
    let taken = tells(&shop, exposures.to_vec(), conversions.clone()).await;
    assert_eq!((taken.exposures, taken.conversions), (4, 6));
    let expected = ([(0, 0), (4, 3)], 0, 1);
    assert_eq!(numbers(&shop, id).await, expected);
    // The same report again changes nothing.
    tells(&shop, exposures.to_vec(), conversions).await;
    assert_eq!(numbers(&shop, id).await, expected);
    // An older exposure arrives late: what came after it counts.
    tells(&shop, vec![exposure("before", "on", at(10))], Vec::new()).await;
    assert_eq!(numbers(&shop, id).await, ([(0, 0), (4, 4)], 0, 1));
}

#[sqlx::test(migrations = "../migrations")]
async fn who_is_seen_in_two_groups_is_left_out(pool: PgPool) {
    let (shop, id) = running_in(pool).await;
    let now = shop.backend.clock.now();
    tells(
        &shop,
        vec![exposure("a", "on", now), exposure("b", "on", now)],
        vec![conversion("a", now)],
    )
    .await;
    tells(
        &shop,
        vec![
            exposure("a", "off", now),
            exposure("c", "on", now),
            exposure("c", "off", now),
        ],
        Vec::new(),
    )
    .await;
    assert_eq!(numbers(&shop, id).await, ([(0, 0), (1, 0)], 2, 0));
    tells(&shop, vec![exposure("a", "on", now)], Vec::new()).await;
    assert_eq!(numbers(&shop, id).await.1, 2, "it stays so");
}

#[sqlx::test(migrations = "../migrations")]
async fn two_replicas_write_the_same_users(pool: PgPool) {
    let (shop, id) = running_in(pool).await;
    let other = crate::Backend::new(
        shop.backend.pool.clone(),
        shop.backend.clock.clone(),
        shop.backend.settings.clone(),
        shop.backend.secrets.clone(),
    );
    reload(&other).await.unwrap();
    for number in 0..300 {
        let user = format!("user-{number}");
        asks(&shop, &user);
        let asked = Asked::user(&user);
        other
            .flags
            .serve(shop.production.id, "checkout", &asked)
            .unwrap()
            .1
            .unwrap();
    }
    let (one, two) = tokio::join!(flush(&shop.backend), flush(&other));
    one.and(two).unwrap();
    let ([off, on], crossed, strangers) = numbers(&shop, id).await;
    assert_eq!((off.0 + on.0, crossed, strangers), (300, 0, 0));
}

#[sqlx::test(migrations = "../migrations")]
async fn what_cannot_be_written_is_kept(pool: PgPool) {
    let (shop, id) = running_in(pool).await;
    asks(&shop, "u1");
    sqlx::query("ALTER TABLE flag_experiment_units RENAME TO away")
        .execute(&shop.backend.pool)
        .await
        .unwrap();
    flush(&shop.backend).await.unwrap_err();
    sqlx::query("ALTER TABLE away RENAME TO flag_experiment_units")
        .execute(&shop.backend.pool)
        .await
        .unwrap();
    flush(&shop.backend).await.unwrap();
    let ([off, on], ..) = numbers(&shop, id).await;
    assert_eq!(off.0 + on.0, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn an_ended_experiment_takes_nothing_and_keeps_its_numbers(pool: PgPool) {
    let (shop, id) = running_in(pool).await;
    let now = shop.backend.clock.now();
    asks(&shop, "not written yet");
    tells(
        &shop,
        vec![exposure("a", "on", now)],
        vec![conversion("a", now), conversion("x", now)],
    )
    .await;
    let wrong = end(
        &shop.backend,
        &shop.actor,
        shop.production("checkout"),
        (id, 2),
        ("", " "),
    )
    .await;
    let Err(Error::Invalid(errors)) = wrong else {
        panic!("{wrong:?}")
    };
    assert_eq!(errors.get("decision"), Some(&Problem::Required));
    assert_eq!(errors.get("reason"), Some(&Problem::Required));
    finish(&shop, id, 2).await.unwrap();
    let counted = numbers(&shop, id).await;
    assert_eq!((counted.0[0].0 + counted.0[1].0, counted.2), (2, 1));
    asks(&shop, "later");
    flush(&shop.backend).await.unwrap();
    let taken = tells(&shop, vec![exposure("b", "on", now)], vec![conversion("b", now)]).await;
    assert_eq!(taken.exposures_left, [(0, LeftOut::NoExperiment)]);
    assert_eq!(taken.conversions_left, [(0, LeftOut::NoExperiment)]);
    // The rows of users go; the numbers stay.
    sweep(&shop.backend).await.unwrap();
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM flag_experiment_units")
        .fetch_one(&shop.backend.pool)
        .await
        .unwrap();
    assert_eq!((left, numbers(&shop, id).await), (0, counted));
    assert!(matches!(
        finish(&shop, id, 3).await,
        Err(Error::Flags(FlagError::ExperimentState))
    ));
}

#[sqlx::test(migrations = "../migrations")]
async fn what_does_not_belong_is_left_out_by_its_place(pool: PgPool) {
    let (shop, id) = running_in(pool).await;
    let start = shop.backend.clock.now();
    shop.backend.clock.advance(TimeDelta::minutes(1));
    let early = start - TimeDelta::seconds(1);
    let mut other = exposure("a", "on", start);
    other.flag = "nothing".to_owned();
    let exposures = vec![
        other,
        exposure("a", "green", start),
        exposure("a", "on", early),
        exposure("a", "on", start),
    ];
    let mut unknown = conversion("a", start);
    unknown.event = "newsletter".to_owned();
    let conversions = vec![conversion("a", early), unknown, conversion("a", start)];
    let taken = tells(&shop, exposures, conversions).await;
    let expected = Taken {
        exposures: 1,
        conversions: 1,
        exposures_left: vec![
            (0, LeftOut::NoExperiment),
            (1, LeftOut::UnknownVariant),
            (2, LeftOut::BeforeStart),
        ],
        conversions_left: vec![(0, LeftOut::BeforeStart), (1, LeftOut::NoExperiment)],
    };
    assert_eq!(taken, expected);
    assert_eq!(numbers(&shop, id).await, ([(0, 0), (1, 1)], 0, 0));
    // Of another environment: nothing runs there.
    let reported = Reported {
        exposures: vec![exposure("a", "on", start)],
        conversions: Vec::new(),
    };
    let elsewhere = report(&shop.backend, shop.staging.id, &reported).await.unwrap();
    assert_eq!(elsewhere.exposures_left, [(0, LeftOut::NoExperiment)]);
}

#[sqlx::test(migrations = "../migrations")]
async fn it_does_not_start_without_groups(pool: PgPool) {
    let shop = shop(pool).await;
    let target = shop.production("checkout");
    let id = planned(&shop).await;
    let refused = |result: Result<()>| match result {
        Err(Error::Flags(error)) => error,
        other => panic!("{other:?}"),
    };
    share(&shop, 100).await;
    assert_eq!(refused(begin(&shop, id).await), FlagError::NoGroups(NoSplit::Same));
    let none = create(&shop.backend, &shop.actor, target, &form()).await.map(|_| ());
    assert_eq!(refused(none), FlagError::NoGroups(NoSplit::Same));
    share(&shop, 30).await;
    set_enabled(&shop.backend, &shop.actor, target, false, None)
        .await
        .unwrap();
    assert_eq!(refused(begin(&shop, id).await), FlagError::Off);
    set_enabled(&shop.backend, &shop.actor, target, true, None)
        .await
        .unwrap();
    kill(&shop.backend, &shop.actor, target, "errors").await.unwrap();
    assert_eq!(refused(begin(&shop, id).await), FlagError::Killed);
    revive(&shop.backend, &shop.actor, target, None).await.unwrap();
    assert!(matches!(
        start(&shop.backend, &shop.actor, target, (id, 7)).await,
        Err(Error::Stale)
    ));
    begin(&shop, id).await.unwrap();
    let weights = seen(&shop, id).await.experiment.split.arms;
    assert_eq!(
        weights.iter().map(|arm| arm.weight).collect::<Vec<_>>(),
        [700, 300],
        "as they are at the start"
    );
    let second = planned(&shop).await;
    assert_eq!(refused(begin(&shop, second).await), FlagError::ExperimentUnderWay);
    discard(&shop.backend, &shop.actor, target, (second, 1)).await.unwrap();
    let gone = standing(&shop.backend, &shop.actor, &shop.project, second).await;
    assert!(matches!(gone, Err(Error::NotFound)));
}

fn variants(first: u16) -> Draft {
    let stored = json!([
        { "name": "control", "weight": first, "weightType": "variable", "stickiness": "default" },
        { "name": "short", "weight": 1000 - first, "weightType": "variable", "stickiness": "default" },
    ]);
    let rollout = json!([{ "name": "flexibleRollout", "constraints": [],
        "parameters": { "rollout": "100", "stickiness": "default", "groupId": "checkout" } }]);
    Draft {
        enabled: true,
        strategies: rollout,
        variants: stored,
    }
}

async fn set(shop: &Shop, draft: Draft) {
    set_state(&shop.backend, &shop.actor, shop.production("checkout"), draft, None, "")
        .await
        .unwrap();
}

#[sqlx::test(migrations = "../migrations")]
async fn variants_are_compared_until_their_weights_change(pool: PgPool) {
    let shop = shop(pool).await;
    set(&shop, variants(500)).await;
    let form = ExperimentForm {
        control: "control".to_owned(),
        ..form()
    };
    let target = shop.production("checkout");
    let id = create(&shop.backend, &shop.actor, target, &form).await.unwrap();
    begin(&shop, id).await.unwrap();
    for number in 0..60 {
        asks(&shop, &format!("user-{number}"));
    }
    flush(&shop.backend).await.unwrap();
    let now = shop.backend.clock.now();
    let ([control, short], ..) = numbers(&shop, id).await;
    assert_eq!(control.0 + short.0, 60);
    assert!(control.0 > 15 && short.0 > 15, "{control:?} {short:?}");
    let done = (0..60).map(|number| format!("user-{number}"));
    // Who was dealt `short` by the same engine converts.
    let engine = shop.backend.flags.engine(shop.production.id).unwrap();
    let short_users = done.filter(|user| {
        let answer = engine.answer("checkout", &Asked::user(user)).unwrap();
        answer.variant.unwrap().name == "short"
    });
    tells(
        &shop,
        Vec::new(),
        short_users.map(|user| conversion(&user, now)).collect(),
    )
    .await;
    let verdict = seen(&shop, id).await.reading.verdict;
    assert_eq!(
        verdict,
        Verdict::Found(vec![Finding::Better]),
        "23 users a group were planned"
    );

    // Off and on again is told, and changes nothing; other weights end it.
    set_enabled(&shop.backend, &shop.actor, target, false, None)
        .await
        .unwrap();
    asks(&shop, "while it is off");
    flush(&shop.backend).await.unwrap();
    set_enabled(&shop.backend, &shop.actor, target, true, None)
        .await
        .unwrap();
    let told = seen(&shop, id).await;
    let shown: Vec<_> = told
        .changes
        .iter()
        .map(|change| (change.traffic, change.switched, change.serves))
        .collect();
    assert_eq!(shown, [(false, true, false), (false, true, true)]);
    assert_eq!(
        (numbers(&shop, id).await.0[0].0, told.reading.verdict.clone()),
        (control.0, Verdict::Found(vec![Finding::Better]))
    );
    set(&shop, variants(300)).await;
    set(&shop, variants(500)).await;
    let told = seen(&shop, id).await;
    assert_eq!(told.reading.verdict, Verdict::TrafficChanged);
    assert_eq!(told.changes.iter().filter(|change| change.traffic).count(), 2);
    assert_eq!(told.changes.last().unwrap().by, "tests");
    finish(&shop, id, 2).await.unwrap();
    shop.backend.clock.advance(TimeDelta::seconds(1));
    set(&shop, variants(100)).await;
    assert_eq!(
        seen(&shop, id).await.changes.len(),
        4,
        "what comes after the end is not its own"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn a_flag_that_comes_to_need_another_one_says_nothing_more(pool: PgPool) {
    let (shop, id) = running_in(pool).await;
    shop.flag("parent", "release").await;
    let prerequisite = crate::flags::Prerequisite {
        key: "parent".to_owned(),
        enabled: true,
        variants: Vec::new(),
    };
    set_prerequisite(&shop.backend, &shop.actor, &shop.project, "checkout", prerequisite)
        .await
        .unwrap();
    let told = seen(&shop, id).await;
    assert!(told.needs);
    assert_eq!(told.reading.verdict, Verdict::TrafficChanged);
}

#[sqlx::test(migrations = "../migrations")]
async fn it_is_written_down_and_only_by_those_who_may(pool: PgPool) {
    let (shop, id) = running_in(pool).await;
    finish(&shop, id, 2).await.unwrap();
    let flag = find_flag(&shop.backend, &shop.actor, &shop.project, "checkout")
        .await
        .unwrap();
    let place = shop.production("checkout").place();
    let history = audit::history(&shop.backend, &shop.actor, place, "flag", &flag.id.to_string(), 10)
        .await
        .unwrap();
    let actions: Vec<_> = history.iter().map(|change| change.action.as_str()).collect();
    assert_eq!(&actions[..3], ["experiment.end", "experiment.start", "experiment.plan"]);
    assert_eq!(history[0].reason.as_deref(), Some("no use"));
    let kinds: Vec<String> =
        sqlx::query_scalar("SELECT kind FROM timeline_events WHERE kind LIKE 'experiment.%' ORDER BY seq")
            .fetch_all(&shop.backend.pool)
            .await
            .unwrap();
    assert_eq!(kinds, ["experiment.planned", "experiment.started", "experiment.ended"]);

    let viewer = Actor {
        grants: vec![Grant::Role {
            role: Role::Viewer,
            project: None,
        }],
        who: Who::System,
        ..shop.actor.clone()
    };
    let refused = create(&shop.backend, &viewer, shop.production("checkout"), &form()).await;
    assert!(matches!(refused, Err(Error::Forbidden)));
    assert!(standing(&shop.backend, &viewer, &shop.project, id).await.is_ok());
}

#[sqlx::test(migrations = "../migrations")]
async fn lists_are_paged_and_filtered(pool: PgPool) {
    let (shop, id) = running_in(pool).await;
    for _ in 0..4 {
        shop.backend.clock.advance(TimeDelta::seconds(1));
        planned(&shop).await;
    }
    let page = async |filter: Filter| {
        list(&shop.backend, &shop.actor, &shop.project, &filter, 2)
            .await
            .unwrap()
    };
    let mut filter = Filter::default();
    let mut found = Vec::new();
    loop {
        let (rows, next) = page(filter).await;
        found.extend(rows.iter().map(|row| row.experiment.id));
        let Some(next) = next else { break };
        filter.before = Cursor::parse(&next.text());
    }
    assert_eq!((found.len(), found.last()), (5, Some(&id)));
    let running = Filter {
        state: Some(ExperimentState::Running),
        ..Filter::default()
    };
    assert_eq!(page(running).await.0.len(), 1);
    let flag = find_flag(&shop.backend, &shop.actor, &shop.project, "checkout")
        .await
        .unwrap();
    assert!(
        under_way(&shop.backend, &shop.actor, &shop.project, &flag)
            .await
            .unwrap()
            .contains_key(&shop.production.id)
    );
    let elsewhere = Filter {
        flag: Some((flag.id, shop.staging.id)),
        ..Filter::default()
    };
    assert!(page(elsewhere).await.0.is_empty());
    // An archived flag takes part in nothing.
    archive(
        &shop.backend,
        &shop.actor,
        &shop.project,
        "checkout",
        "checkout",
        flag.version,
    )
    .await
    .unwrap();
    let now = shop.backend.clock.now();
    let taken = tells(&shop, vec![exposure("a", "on", now)], Vec::new()).await;
    assert_eq!(taken.exposures_left, [(0, LeftOut::NoExperiment)]);
}

#[sqlx::test(migrations = "../migrations")]
async fn the_pace_is_that_of_the_last_week(pool: PgPool) {
    let shop = shop(pool).await;
    let pace_now = async || {
        pace(&shop.backend, &shop.actor, shop.project.id, shop.production.id)
            .await
            .unwrap()
    };
    assert_eq!(pace_now().await, None);
    for day in 0..3 {
        for number in 0..50 {
            asks(&shop, &format!("user-{day}-{number}"));
        }
        crate::flags::flush(&shop.backend).await.unwrap();
        shop.backend.clock.advance(TimeDelta::days(1));
    }
    let found = pace_now().await.unwrap();
    assert!(
        (145..=155).contains(&found.users) && (2.9..3.1).contains(&found.days),
        "{found:?}"
    );
    assert_eq!(Pace { users: 700, days: 7.0 }.days_for(250.0), 3);
    shop.backend.clock.advance(TimeDelta::days(8));
    assert_eq!(pace_now().await, None);
}
