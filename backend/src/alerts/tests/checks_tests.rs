use super::*;

#[sqlx::test(migrations = "../migrations")]
async fn a_check_goes_down_after_its_retries_and_recovers_at_once(pool: PgPool) {
    let world = World::new(pool).await;
    let (url, status, _) = site().await;
    let check = world.check(http_form(&url)).await;
    assert_eq!(world.after(0).await, 1);
    assert_eq!(world.reload(&check).await.state, CheckState::Up);
    assert_eq!(world.after(9).await, 0, "not due yet");

    status.store(503, Ordering::SeqCst);
    assert_eq!(world.after(1).await, 1);
    let failing = world.reload(&check).await;
    assert_eq!((failing.state, failing.failures), (CheckState::Up, 1));
    assert!(world.open().await.is_empty(), "one failure is forgiven");
    assert_eq!(world.after(4).await, 0);
    assert_eq!(world.after(1).await, 1, "the retry comes sooner than the interval");
    let down = world.reload(&check).await;
    assert_eq!(
        (down.state, down.last_error.as_deref()),
        (CheckState::Down, Some("status 503"))
    );
    let [alert] = world.open().await.try_into().expect("one alert");
    assert_eq!((alert.state, alert.kind.as_str()), (AlertState::Firing, "check.down"));
    assert_eq!(alert.first_failure_at, start() + TimeDelta::seconds(10));
    assert_eq!(alert.fired_at, start() + TimeDelta::seconds(15));
    world.after(10).await;
    assert_eq!(world.open().await.len(), 1, "the same trouble raises no second alert");

    status.store(200, Ordering::SeqCst);
    assert_eq!(world.after(10).await, 1);
    assert_eq!(world.reload(&check).await.state, CheckState::Up);
    assert!(world.open().await.is_empty());
    assert_eq!(world.kinds().await, ["check.created", "alert.fired", "alert.resolved"]);

    let results = checks::newest_results(&world.backend, &world.actor, check.id, None, 10)
        .await
        .expect("database");
    let ok: Vec<bool> = results.iter().map(|result| result.ok).collect();
    assert_eq!(ok, [true, false, false, false, true]);
    let [hour] = checks::hours(&world.backend, &world.actor, check.id, start() - TimeDelta::hours(1))
        .await
        .expect("database")
        .try_into()
        .expect("one hour");
    assert_eq!((hour.total, hour.ok), (5, 2));
    assert!(hour.latency_avg_ms <= hour.latency_max_ms);
}

#[sqlx::test(migrations = "../migrations")]
async fn two_runners_never_ask_the_same_check_twice(pool: PgPool) {
    let world = World::new(pool).await;
    let (url, _, asked) = site().await;
    for number in 0..20 {
        world.check(http_form(&format!("{url}?{number}"))).await;
    }
    for round in 1..=3 {
        let other = world.scheduler.clone();
        let (first, second) = tokio::join!(world.scheduler.run_due(), other.run_due());
        assert_eq!(
            first.expect("database") + second.expect("database"),
            20,
            "round {round}"
        );
        assert_eq!(asked.load(Ordering::SeqCst), 20 * round);
        world.clock.advance(TimeDelta::seconds(10));
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn the_loop_asks_and_stops(pool: PgPool) {
    let world = World::new(pool).await;
    let (url, _, asked) = site().await;
    world.check(http_form(&url)).await;
    let stop = tokio_util::sync::CancellationToken::new();
    let running = tokio::spawn(world.scheduler.clone().run(stop.clone()));
    let two = async {
        while asked.load(Ordering::SeqCst) < 2 {
            world.clock.advance(TimeDelta::seconds(1));
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_mins(1), two)
        .await
        .expect("asked twice");
    stop.cancel();
    running.await.expect("stops");
}

#[sqlx::test(migrations = "../migrations")]
async fn an_answer_to_an_older_question_is_dropped(pool: PgPool) {
    let world = World::new(pool).await;
    let (url, status, _) = site().await;
    status.store(500, Ordering::SeqCst);
    let check = world
        .check(CheckForm {
            retries: "0".into(),
            ..http_form(&url)
        })
        .await;
    let leased = queries::schedule::lease(&world.backend.pool, world.clock.now(), 10, TimeDelta::seconds(15))
        .await
        .expect("database");
    checks::set_enabled(&world.backend, &world.actor, check.id, false, "maintenance")
        .await
        .expect("paused");
    let mut connection = world.backend.pool.acquire().await.expect("database");
    let locked = queries::schedule::lock_leased(&mut connection, &leased[0])
        .await
        .expect("database");
    assert!(locked.is_none());
    assert_eq!(world.after(60).await, 0, "a paused check is not asked");
}

#[sqlx::test(migrations = "../migrations")]
async fn pausing_and_archiving_end_the_alert(pool: PgPool) {
    let world = World::new(pool).await;
    let (url, status, _) = site().await;
    status.store(500, Ordering::SeqCst);
    let check = world
        .check(CheckForm {
            retries: "0".into(),
            ..http_form(&url)
        })
        .await;
    world.after(0).await;
    assert_eq!(world.open().await.len(), 1);
    checks::set_enabled(&world.backend, &world.actor, check.id, false, "maintenance")
        .await
        .expect("paused");
    assert!(world.open().await.is_empty());
    checks::set_enabled(&world.backend, &world.actor, check.id, true, "")
        .await
        .expect("resumed");
    world.after(0).await;
    assert_eq!(world.open().await.len(), 1);
    let wrong = checks::archive(&world.backend, &world.actor, check.id, "Shop", "").await;
    assert!(matches!(wrong, Err(Error::Invalid(_))));
    checks::archive(&world.backend, &world.actor, check.id, &check.name, "gone")
        .await
        .expect("archived");
    assert!(world.open().await.is_empty());
    assert!(
        checks::list(&world.backend, &world.actor, world.project.id)
            .await
            .expect("database")
            .is_empty()
    );
    world.check(http_form(&url)).await;
}

#[sqlx::test(migrations = "../migrations")]
async fn a_forbidden_address_is_refused_in_the_form_and_again_when_asked(pool: PgPool) {
    let world = World::new(pool).await;
    for url in [
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data",
    ] {
        let input = CheckInput {
            form: http_form(url),
            ..CheckInput::default()
        };
        let refused = checks::create(&world.backend, &world.actor, world.project.id, &input).await;
        let Err(Error::Invalid(errors)) = refused else {
            panic!("{url}")
        };
        assert_eq!(errors.get("url"), Some(&Problem::ForbiddenAddress), "{url}");
    }
    // Stored while it was allowed, asked when it is not any more.
    let (url, _, asked) = site().await;
    let check = world.check(http_form(&url)).await;
    let closed = Outbound::new(&[], None).expect("builds");
    let scheduler = Scheduler::new(world.backend.clone(), Prober::new(closed, None), 1);
    scheduler.run_due().await.expect("database");
    assert_eq!(
        world.reload(&check).await.last_error.as_deref(),
        Some("forbidden_address 127.0.0.1")
    );
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_password_is_sealed_and_never_audited(pool: PgPool) {
    let world = World::new(pool).await;
    let form = CheckForm {
        kind: "postgres".into(),
        target: "127.0.0.1:5432".into(),
        database: "shop".into(),
        user: "monitor".into(),
        tls: "require".into(),
        ..http_form("")
    };
    let input = CheckInput {
        form: form.clone(),
        password: "hunter2hunter2".into(),
        ..CheckInput::default()
    };
    let check = checks::create(&world.backend, &world.actor, world.project.id, &input)
        .await
        .expect("a check");
    let sealed = check.secret.as_deref().expect("sealed");
    assert!(!sealed.windows(7).any(|window| window == b"hunter2"));
    assert_eq!(
        world.backend.secrets.open(sealed).expect("opens").expose(),
        "hunter2hunter2"
    );
    let audited: String = sqlx::query_scalar("SELECT string_agg(after::text, '') FROM audit_events")
        .fetch_one(&world.backend.pool)
        .await
        .expect("database");
    assert!(
        !audited.contains("hunter2") && !audited.contains("ping_key"),
        "{audited}"
    );
    // An empty password keeps the stored one.
    let input = CheckInput {
        form,
        ..CheckInput::default()
    };
    let changed = checks::update(&world.backend, &world.actor, check.id, check.version, &input)
        .await
        .expect("saved");
    assert_eq!(changed.secret, check.secret);
    let stale = checks::update(&world.backend, &world.actor, check.id, check.version, &input).await;
    assert!(matches!(stale, Err(Error::Stale)));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_fresh_console_checks_itself_once(pool: PgPool) {
    let world = World::new(pool).await;
    first_run(&world.backend, world.project.id).await.expect("database");
    first_run(&world.backend, world.project.id).await.expect("database");
    let (health, status, asked) = site().await;
    // Nothing is allowed: the console reaches itself all the same, and nobody else does.
    let closed = Outbound::new(&[], None).expect("builds");
    let console = Console::new(world.backend.pool.clone(), health.parse().expect("a URL"), &closed).expect("builds");
    let scheduler = Scheduler::new(world.backend.clone(), Prober::new(closed, Some(console)), 1);
    assert_eq!(scheduler.run_due().await.expect("database"), 2);
    let checks = checks::list(&world.backend, &world.actor, world.project.id)
        .await
        .expect("database");
    let states: Vec<_> = checks
        .iter()
        .map(|row| (row.check.state, row.check.last_error.clone()))
        .collect();
    assert_eq!(states, [(CheckState::Up, None), (CheckState::Up, None)]);
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    status.store(500, Ordering::SeqCst);
    for _ in 0..2 {
        world.clock.advance(TimeDelta::seconds(10));
        scheduler.run_due().await.expect("database");
    }
    assert_eq!(world.open().await.len(), 1);
    // Who archived one does not get it back.
    let first = &checks[0].check;
    checks::archive(&world.backend, &world.actor, first.id, &first.name, "")
        .await
        .expect("archived");
    first_run(&world.backend, world.project.id).await.expect("database");
    assert_eq!(
        checks::list(&world.backend, &world.actor, world.project.id)
            .await
            .expect("database")
            .len(),
        1
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn days_are_made_ahead_and_dropped_when_old(pool: PgPool) {
    let world = World::new(pool).await;
    let days = || async { queries::partitions::days(&world.backend.pool).await.expect("database") };
    let today = start().date_naive();
    assert_eq!(days().await.first(), Some(&(today - chrono::Days::new(1))));
    assert_eq!(days().await.len(), 5);
    world.clock.advance(TimeDelta::days(31));
    let (one, two) = tokio::join!(
        partitions::maintain(&world.backend),
        partitions::maintain(&world.backend)
    );
    one.and(two).expect("two replicas at once");
    let left = days().await;
    assert_eq!(left.first(), Some(&(today + chrono::Days::new(1))), "{left:?}");
    assert_eq!(left.last(), Some(&(today + chrono::Days::new(34))));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_viewer_sees_and_changes_nothing(pool: PgPool) {
    let world = World::new(pool).await;
    let (url, _, _) = site().await;
    let check = world.check(http_form(&url)).await;
    let viewer = world.viewer();
    assert_eq!(
        checks::list(&world.backend, &viewer, world.project.id)
            .await
            .expect("seen")
            .len(),
        1
    );
    let input = CheckInput {
        form: http_form("https://example.com"),
        ..CheckInput::default()
    };
    let refused = [
        checks::create(&world.backend, &viewer, world.project.id, &input)
            .await
            .err(),
        checks::update(&world.backend, &viewer, check.id, 1, &input).await.err(),
        checks::set_enabled(&world.backend, &viewer, check.id, false, "")
            .await
            .err(),
        checks::archive(&world.backend, &viewer, check.id, &check.name, "")
            .await
            .err(),
        checks::run_now(&world.backend, &viewer, check.id).await.err(),
        channels::list(&world.backend, &viewer).await.err(),
    ];
    for error in refused {
        assert!(matches!(error, Some(Error::Forbidden)), "{error:?}");
    }
    let stranger = Actor {
        grants: Vec::new(),
        ..viewer
    };
    assert!(matches!(
        checks::find(&world.backend, &stranger, check.id).await,
        Err(Error::NotFound)
    ));
}
