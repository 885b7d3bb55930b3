//! What holds a plan, and what people do about it.

use super::*;

#[sqlx::test(migrations = "../migrations")]
async fn a_firing_alert_pauses_or_takes_back_as_the_plan_says(pool: PgPool) {
    let shop = shop(pool).await;
    let (backend, actor, target) = (&shop.backend, &shop.actor, shop.production("checkout"));
    begun(
        &shop,
        &PlanForm {
            alerts: "critical".to_owned(),
            ..form(&THREE)
        },
    )
    .await;
    alert(&shop, Urgency::Warning).await;
    later(&shop, 60).await;
    assert_eq!(does(&shop).await, (true, 25), "a warning is not minded");
    let mut write = backend.write(actor).await.unwrap();
    resolve(&mut write, "till").await.unwrap();
    write.commit().await.unwrap();

    alert(&shop, Urgency::Critical).await;
    later(&shop, 1).await;
    let paused = standing(&shop).await;
    assert!(matches!(&paused.plan.trip, Some(Trip::Alert { path }) if path.starts_with("/alerts/")));
    assert_eq!((paused.plan.state, does(&shop).await), (PlanState::Paused, (true, 25)));
    assert_eq!(newest_kind(&shop).await, "plan.tripped");
    cancel(backend, actor, target, paused.plan.version, "tomorrow")
        .await
        .unwrap();

    for (on_trip, expected) in [("back", (true, 25)), ("off", (false, 50))] {
        let mut write = backend.write(actor).await.unwrap();
        resolve(&mut write, "till").await.unwrap();
        write.commit().await.unwrap();
        let plan = PlanForm {
            on_trip: on_trip.to_owned(),
            ..form(&[("50", "1h"), ("100", "")])
        };
        begun(&shop, &plan).await;
        assert_eq!(does(&shop).await, (true, 50));
        alert(&shop, Urgency::Warning).await;
        later(&shop, 1).await;
        assert_eq!(does(&shop).await, expected);
        assert_eq!(standing(&shop).await.plan.state, PlanState::Reversed);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn people_steer_a_plan_with_a_reason(pool: PgPool) {
    let shop = shop(pool).await;
    let (backend, actor, target) = (&shop.backend, &shop.actor, shop.production("checkout"));
    begun(&shop, &form(&THREE)).await;
    let version = standing(&shop).await.plan.version;
    let silent = pause(backend, actor, target, version, " ").await;
    assert!(matches!(silent, Err(Error::Invalid(_))));
    pause(backend, actor, target, version, "lunch").await.unwrap();
    assert!(matches!(
        pause(backend, actor, target, version, "lunch").await,
        Err(Error::Stale)
    ));
    let version = standing(&shop).await.plan.version;
    let refused = skip(backend, actor, target, version, "now").await;
    assert!(matches!(refused, Err(Error::Flags(FlagError::PlanState))));
    resume(backend, actor, target, version).await.unwrap();

    let version = standing(&shop).await.plan.version;
    skip(backend, actor, target, version, "the sale begins").await.unwrap();
    assert_eq!(does(&shop).await, (true, 25));
    let now = standing(&shop).await;
    assert_eq!(now.steps[1].reason.as_deref(), Some("the sale begins"));
    alert(&shop, Urgency::Warning).await;
    let refused = skip(backend, actor, target, now.plan.version, "now").await;
    assert!(matches!(refused, Err(Error::Flags(FlagError::Tripped(_)))));
    cancel(backend, actor, target, now.plan.version, "next week")
        .await
        .unwrap();
    later(&shop, 600).await;
    assert_eq!(does(&shop).await, (true, 25));
    assert_eq!(standing(&shop).await.plan.state, PlanState::Cancelled);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_plan_waits_for_the_end_of_a_freeze(pool: PgPool) {
    let shop = shop(pool).await;
    let (backend, actor, target) = (&shop.backend, &shop.actor, shop.production("checkout"));
    begun(&shop, &form(&THREE)).await;
    let until = backend.clock.now() + TimeDelta::hours(5);
    let freeze = FreezeForm {
        until: until.format("%Y-%m-%dT%H:%M").to_string(),
        zone: "UTC".to_owned(),
        reason: "the sale".to_owned(),
        ..FreezeForm::default()
    };
    freezes::create(backend, actor, &shop.project, Some(&shop.production), &freeze)
        .await
        .unwrap();
    let refused = set_enabled(backend, actor, target, false, None).await;
    assert!(
        matches!(refused, Err(Error::Freezes(FreezeError::Frozen { .. }))),
        "{refused:?}"
    );
    later(&shop, 120).await;
    assert_eq!(does(&shop).await, (true, 5));
    assert!(matches!(standing(&shop).await.next, Next::Wait(_, Wait::Freeze)));
    let version = standing(&shop).await.plan.version;
    let refused = skip(backend, actor, target, version, "now").await;
    assert!(
        matches!(refused, Err(Error::Freezes(FreezeError::Frozen { .. }))),
        "{refused:?}"
    );
    later(&shop, 181).await;
    assert_eq!(does(&shop).await, (true, 25));
}

#[sqlx::test(migrations = "../migrations")]
async fn what_cannot_be_a_plan_is_refused(pool: PgPool) {
    let shop = shop(pool).await;
    let (backend, actor, target) = (&shop.backend, &shop.actor, shop.production("checkout"));
    set_percentage(backend, actor, target, Percentage::new(50).unwrap(), None)
        .await
        .unwrap();
    set_enabled(backend, actor, target, true, None).await.unwrap();
    let less = start(backend, actor, target, &form(&THREE), None).await;
    let Err(Error::Invalid(errors)) = less else {
        panic!("{less:?}")
    };
    assert_eq!(errors.get("share_1"), Some(&Problem::OutOfRange { min: 51, max: 100 }));
    let more = form(&[("60", "1h"), ("100", "")]);
    assert!(matches!(
        start(backend, actor, target, &more, Some(1)).await,
        Err(Error::Stale)
    ));
    let viewer = Actor {
        who: Who::System,
        grants: vec![Grant::Role {
            role: Role::Viewer,
            project: None,
        }],
        ..actor.clone()
    };
    assert!(matches!(
        start(backend, &viewer, target, &more, None).await,
        Err(Error::Forbidden)
    ));
    begun(&shop, &more).await;
    let second = start(backend, actor, target, &more, None).await;
    assert!(matches!(second, Err(Error::Flags(FlagError::PlanUnderWay))));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_check_that_is_down_or_fails_too_often_stops_a_plan(pool: PgPool) {
    let shop = shop(pool.clone()).await;
    let (backend, actor) = (&shop.backend, &shop.actor);
    partitions::maintain(backend).await.unwrap();
    let typed = CheckForm {
        kind: "tcp".to_owned(),
        name: "till".to_owned(),
        severity: "warning".to_owned(),
        interval: "30s".to_owned(),
        timeout: "5s".to_owned(),
        retries: "1".to_owned(),
        target: "127.0.0.1:9".to_owned(),
        ..CheckForm::default()
    };
    let input = CheckInput {
        form: typed,
        ..CheckInput::default()
    };
    let check = checks::create(backend, actor, shop.project.id, &input).await.unwrap();
    let watching = PlanForm {
        alerts: "none".to_owned(),
        check: check.id.to_string(),
        max_failures: "20".to_owned(),
        ..form(&THREE)
    };
    begun(&shop, &watching).await;
    let results = async |ok: bool, count: i32| {
        sqlx::query(
            "INSERT INTO check_results (check_id, at, ok)
             SELECT $1, $2 + make_interval(secs => number::float8 / 1000 + $5), $3 FROM generate_series(1, $4) AS number",
        )
        .bind(check.id.0)
        .bind(backend.clock.now() - TimeDelta::minutes(2))
        .bind(ok)
        .bind(count)
        .bind(if ok { 0.0 } else { 60.0 })
        .execute(&pool)
        .await
        .unwrap();
    };
    results(false, 1).await;
    later(&shop, 1).await;
    assert!(standing(&shop).await.plan.is_running(), "one result says nothing");
    results(true, 4).await;
    later(&shop, 1).await;
    assert!(standing(&shop).await.plan.is_running(), "20 % are allowed");
    results(false, 1).await;
    later(&shop, 1).await;
    let tripped = standing(&shop).await.plan;
    assert_eq!(
        tripped.trip,
        Some(Trip::Failures {
            name: "till".to_owned(),
            percent: 33
        })
    );

    let target = shop.production("checkout");
    let early = resume(backend, actor, target, tripped.version).await;
    assert!(
        matches!(early, Err(Error::Flags(FlagError::Tripped(_)))),
        "it would stop again"
    );
    later(&shop, 15).await;
    resume(backend, actor, target, tripped.version).await.unwrap();
    sqlx::query("UPDATE checks SET state = 'down'")
        .execute(&pool)
        .await
        .unwrap();
    later(&shop, 1).await;
    let down = standing(&shop).await.plan;
    assert_eq!(
        down.trip,
        Some(Trip::Check {
            name: "till".to_owned()
        })
    );
}
