use super::*;

#[sqlx::test(migrations = "../migrations")]
async fn a_heartbeat_that_stays_away_is_missed_and_one_ping_brings_it_back(pool: PgPool) {
    let world = World::new(pool).await;
    let check = world.check(heartbeat_form()).await;
    let key = check.ping_key.expect("a key");
    ping(&world.backend, key, PingSignal::Success, "").await.expect("taken");
    assert_eq!(world.reload(&check).await.state, CheckState::Up);
    assert_eq!(world.after(3600 + 299).await, 0, "late, within the grace");
    assert_eq!(world.after(1).await, 1);
    let late = world.reload(&check).await;
    assert_eq!(
        (late.state, late.last_error.as_deref()),
        (CheckState::Down, Some("silent"))
    );
    assert_eq!(world.open().await.len(), 1);
    ping(&world.backend, key, PingSignal::Success, "").await.expect("taken");
    assert_eq!(world.reload(&check).await.state, CheckState::Up);
    assert!(world.open().await.is_empty());
}

#[sqlx::test(migrations = "../migrations")]
async fn a_heartbeat_that_never_came_is_missed_too(pool: PgPool) {
    let world = World::new(pool).await;
    let check = world.check(heartbeat_form()).await;
    assert_eq!(world.after(3600 + 300).await, 1);
    assert_eq!(world.reload(&check).await.state, CheckState::Down);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_start_without_an_end_is_missed_after_the_grace(pool: PgPool) {
    let world = World::new(pool).await;
    let check = world.check(heartbeat_form()).await;
    let key = check.ping_key.expect("a key");
    ping(&world.backend, key, PingSignal::Start, "").await.expect("taken");
    world.clock.advance(TimeDelta::seconds(90));
    ping(&world.backend, key, PingSignal::Success, "").await.expect("taken");
    let results = checks::newest_results(&world.backend, &world.actor, check.id, None, 10)
        .await
        .expect("database");
    assert_eq!(results[0].latency_ms, Some(90_000.0), "from the start to the end");
    ping(&world.backend, key, PingSignal::Start, "").await.expect("taken");
    assert_eq!(world.after(299).await, 0);
    assert_eq!(world.after(1).await, 1);
    assert_eq!(world.reload(&check).await.state, CheckState::Down);
}

#[sqlx::test(migrations = "../migrations")]
async fn failures_are_reported_and_logs_are_not_failures(pool: PgPool) {
    let world = World::new(pool).await;
    let check = world.check(heartbeat_form()).await;
    let key = check.ping_key.expect("a key");
    ping(&world.backend, key, PingSignal::Log, "step 1 of 3\n")
        .await
        .expect("taken");
    let logged = world.reload(&check).await;
    assert_eq!(
        (logged.state, logged.ping_log.as_deref()),
        (CheckState::Unknown, Some("step 1 of 3"))
    );
    ping(&world.backend, key, PingSignal::Exit(3), "disk full")
        .await
        .expect("taken");
    let failed = world.reload(&check).await;
    assert_eq!(
        (failed.state, failed.last_error.as_deref()),
        (CheckState::Down, Some("exit_status 3: disk full"))
    );
    ping(&world.backend, key, PingSignal::Success, "").await.expect("taken");
    ping(&world.backend, key, PingSignal::Fail, "").await.expect("taken");
    assert_eq!(world.reload(&check).await.last_error.as_deref(), Some("reported"));
    assert!(matches!(
        ping(&world.backend, uuid::Uuid::new_v4(), PingSignal::Success, "").await,
        Err(Error::NotFound)
    ));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_ping_wins_against_the_scheduler_that_was_about_to_miss_it(pool: PgPool) {
    let world = World::new(pool).await;
    let check = world.check(heartbeat_form()).await;
    world.clock.advance(TimeDelta::seconds(3900));
    let leased = queries::schedule::lease(&world.backend.pool, world.clock.now(), 10, TimeDelta::seconds(15))
        .await
        .expect("database");
    assert_eq!(leased.len(), 1);
    ping(&world.backend, check.ping_key.expect("a key"), PingSignal::Success, "")
        .await
        .expect("taken");
    let mut connection = world.backend.pool.acquire().await.expect("database");
    let locked = queries::schedule::lock_leased(&mut connection, &leased[0])
        .await
        .expect("database");
    assert!(locked.is_none());
    assert_eq!(world.reload(&check).await.state, CheckState::Up);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_paused_heartbeat_neither_fails_nor_speaks(pool: PgPool) {
    let world = World::new(pool).await;
    let check = world.check(heartbeat_form()).await;
    checks::set_enabled(&world.backend, &world.actor, check.id, false, "")
        .await
        .expect("paused");
    ping(&world.backend, check.ping_key.expect("a key"), PingSignal::Fail, "")
        .await
        .expect("taken");
    assert_eq!(world.after(100_000).await, 0);
    assert_eq!(world.reload(&check).await.state, CheckState::Unknown);
    let asked = checks::run_now(&world.backend, &world.actor, check.id).await;
    assert!(matches!(asked, Err(Error::Alerts(AlertError::NotAsked))));
}
