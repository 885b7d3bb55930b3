//! What is counted, and what is not.

use super::*;

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
        let ways = shop.backend.flags.serving(shop.production.id, &asked, |serving| {
            serving.again();
            (serving.answers().len(), serving.enabled().len())
        });
        assert!(ways.is_some_and(|(all, enabled)| all > 0 && enabled <= all));
    }
    flush(&shop.backend).await.unwrap();
    assert_eq!(numbers(&shop, id).await, expected);
    // Nobody is counted in the other environment, nobody without a name, and nobody's name is kept.
    let (_, answer) = shop
        .backend
        .flags
        .serve(shop.staging.id, "checkout", &Asked::user("stranger"))
        .unwrap();
    assert!(!answer.unwrap().value, "the flag is off there");
    let (_, answer) = shop
        .backend
        .flags
        .serve(shop.production.id, "checkout", &Asked::default())
        .unwrap();
    answer.unwrap_err();
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
    let all = engines.serving(at, &Asked::user("bulk"), |serving| serving.answers().len());
    let again = engines.serving(at, &Asked::user("known already"), |serving| {
        serving.again();
        true
    });
    let enabled = engines.serving(at, &Asked::user("frontend"), |serving| serving.enabled().len());
    assert!(all.is_some() && again.is_some() && enabled.is_some());
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
