//! What people do with experiments, and what is done to their flags.

use super::*;

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
