use super::*;
use arkan_domain::backups::{BackupState, DrillState, Step};

#[sqlx::test(migrations = "../migrations")]
async fn a_backup_is_restored_and_proven(pool: PgPool) {
    let console = Console::new(&pool, Clock::default());
    sqlx::query("CREATE TABLE \"Odd name\" AS SELECT generate_series(1, 500) n")
        .execute(&pool)
        .await
        .unwrap();
    sqlx::query("CREATE TABLE parts (n int) PARTITION BY RANGE (n)")
        .execute(&pool)
        .await
        .unwrap();
    sqlx::query("CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10)")
        .execute(&pool)
        .await
        .unwrap();
    sqlx::query("INSERT INTO parts VALUES (1), (2)")
        .execute(&pool)
        .await
        .unwrap();
    let id = console.stored().await;

    let stored = backup(&console.backend, &admin(), id).await.unwrap();
    let content = std::fs::read(console.file(id).await).unwrap();
    assert!(content.starts_with(b"age-encryption.org/v1"), "it is encrypted");
    assert_eq!(stored.size_bytes, Some(content.len() as u64));
    assert_eq!(
        console.files(),
        std::slice::from_ref(&stored.file),
        "nothing partial is left"
    );
    assert!(
        stored.proven_at.is_none() && proof(&console.backend).await.unwrap().is_none(),
        "written is not proven"
    );

    console.drill_passes(id).await;
    let shown = overview(&console.backend, &admin()).await.unwrap();
    let proof = shown.proof.unwrap();
    assert_eq!((proof.backup, shown.stored_files), (id, 1));
    let drill = drill(&console.backend, &admin(), proof.drill).await.unwrap();
    assert_eq!(drill.state, DrillState::Passed);
    let steps: Vec<Step> = drill.evidence.steps.iter().map(|step| step.step).collect();
    let all = [
        Step::Verify,
        Step::Prepare,
        Step::Decrypt,
        Step::List,
        Step::Restore,
        Step::Check,
        Step::Compare,
    ];
    assert_eq!(steps, [&all[..], &[Step::TearDown]].concat());
    assert_eq!(drill.evidence.amcheck, Some(Amcheck::Clean));
    let count = |name: &str| {
        drill
            .evidence
            .tables
            .iter()
            .find(|table| table.table == name)
            .and_then(|table| table.found)
    };
    assert_eq!(
        (count("public.\"Odd name\""), count("public.parts_1")),
        (Some(500), Some(2))
    );
    assert!(drill.evidence.entries > 20 && drill.evidence.tables.iter().all(TableCount::agrees));
    assert!(
        std::fs::read_dir(console.data.path().join("scratch"))
            .unwrap()
            .all(|entry| { !entry.unwrap().file_name().to_string_lossy().starts_with("scratch-") })
    );
    assert_eq!(console.timeline().await, ["backup.stored", "backup.drill_passed"]);
    assert!(console.open_alerts().await.is_empty());
}

#[sqlx::test(migrations = "../migrations")]
async fn what_is_written_meanwhile_does_not_disturb_the_facts(pool: PgPool) {
    let console = Console::new(&pool, Clock::default());
    let busy = tokio::spawn({
        let pool = pool.clone();
        async move {
            for n in 0_i64.. {
                let done = sqlx::query("INSERT INTO settings VALUES ($1, '1', now())").bind(n.to_string());
                if done.execute(&pool).await.is_err() {
                    return;
                }
            }
        }
    });
    let id = console.stored().await;
    busy.abort();
    console.drill_passes(id).await;
}

#[sqlx::test(migrations = "../migrations")]
async fn a_running_backup_is_cancelled_and_leaves_nothing(pool: PgPool) {
    let console = Console::new(&pool, Clock::default());
    // The counting waits for this lock until somebody gives up.
    let mut lock = pool.begin().await.unwrap();
    sqlx::query("LOCK TABLE guides IN ACCESS EXCLUSIVE MODE")
        .execute(&mut *lock)
        .await
        .unwrap();
    let id = request_backup(&console.backend, &admin(), Trigger::Manual)
        .await
        .unwrap();
    let refused = request_backup(&console.backend, &admin(), Trigger::Manual)
        .await
        .unwrap_err();
    assert_eq!(refused.to_string(), "a backup is running already");
    let work = tokio::spawn({
        let worker = console.worker();
        async move { worker.run_due().await }
    });
    eventually("the backup is at work", async || {
        backup(&console.backend, &admin(), id).await.unwrap().progress.step == Some(Step::Facts)
    })
    .await;
    cancel_backup(&console.backend, &admin(), id).await.unwrap();
    work.await.unwrap();
    let ended = backup(&console.backend, &admin(), id).await.unwrap();
    assert_eq!((ended.state, ended.failure), (BackupState::Cancelled, None));
    assert!(console.files().is_empty() && console.open_alerts().await.is_empty());
    let refused = cancel_backup(&console.backend, &admin(), id).await.unwrap_err();
    assert_eq!(refused.to_string(), "it has ended already");
}

#[sqlx::test(migrations = "../migrations")]
async fn what_nobody_began_is_cancelled_at_once(pool: PgPool) {
    let console = Console::new(&pool, Clock::default());
    let stored = console.stored().await;
    let id = request_backup(&console.backend, &admin(), Trigger::Manual)
        .await
        .unwrap();
    cancel_backup(&console.backend, &admin(), id).await.unwrap();
    assert_eq!(
        backup(&console.backend, &admin(), id).await.unwrap().state,
        BackupState::Cancelled
    );
    let id = request_drill(&console.backend, &admin(), Some(stored), Trigger::Manual)
        .await
        .unwrap();
    cancel_drill(&console.backend, &admin(), id).await.unwrap();
    assert_eq!(
        drill(&console.backend, &admin(), id).await.unwrap().state,
        DrillState::Cancelled
    );
}

/// Leaves a job as the death of its process does.
async fn die(pool: &PgPool) {
    sqlx::query(
        "UPDATE jobs SET state = 'running', attempts = 1, lease_owner = gen_random_uuid(),
             lease_until = now() - interval '1 second' WHERE state = 'queued'",
    )
    .execute(pool)
    .await
    .unwrap();
}

#[sqlx::test(migrations = "../migrations")]
async fn a_killed_run_ends_as_interrupted_and_is_cleaned_up(pool: PgPool) {
    let console = Console::new(&pool, Clock::default());
    let stored = console.stored().await;
    let id = request_backup(&console.backend, &admin(), Trigger::Manual)
        .await
        .unwrap();
    let partial = format!("arkan-20260101T000000Z-{}.dump.age.partial", id.0.simple());
    std::fs::write(console.backend.settings.backup_dir.join(&partial), "half").unwrap();
    die(&pool).await;
    console.worker().run_due().await;
    let ended = backup(&console.backend, &admin(), id).await.unwrap();
    assert_eq!(
        (ended.state, ended.failure),
        (BackupState::Failed, Some(Failure::Interrupted))
    );
    assert!(!console.files().contains(&partial));
    assert_eq!(console.open_alerts().await, ["backup.failed"]);

    let id = request_drill(&console.backend, &admin(), Some(stored), Trigger::Manual)
        .await
        .unwrap();
    die(&pool).await;
    console.worker().run_due().await;
    assert_eq!(
        drill(&console.backend, &admin(), id).await.unwrap().failure,
        Some(Failure::Interrupted)
    );
    assert_eq!(console.open_alerts().await, ["backup.drill_failed", "backup.failed"]);

    let id = console.stored().await;
    console.drill_passes(id).await;
    assert!(console.open_alerts().await.is_empty());
}

#[sqlx::test(migrations = "../migrations")]
async fn who_may_only_look_changes_nothing(pool: PgPool) {
    let console = Console::new(&pool, Clock::default());
    let viewer = person(Role::Viewer);
    let id = console.stored().await;
    assert!(overview(&console.backend, &viewer).await.is_ok());
    let forbidden = |error: crate::Error| matches!(error, crate::Error::Forbidden);
    assert!(forbidden(
        request_backup(&console.backend, &viewer, Trigger::Manual)
            .await
            .unwrap_err()
    ));
    assert!(forbidden(
        request_drill(&console.backend, &viewer, None, Trigger::Manual)
            .await
            .unwrap_err()
    ));
    assert!(forbidden(
        cancel_backup(&console.backend, &viewer, id).await.unwrap_err()
    ));
    assert!(forbidden(open_file(&console.backend, &viewer, id).await.unwrap_err()));
    assert!(open_file(&console.backend, &admin(), id).await.is_ok());
}

#[sqlx::test(migrations = "../migrations")]
async fn the_list_is_paged_by_key(pool: PgPool) {
    let console = Console::new(&pool, Clock::default());
    sqlx::query(
        "INSERT INTO backups (id, trigger, state, actor_label, started_at)
         SELECT gen_random_uuid(), 'manual', 'failed', 'x', now() - n * interval '1 hour' FROM generate_series(1, 5) n",
    )
    .execute(&pool)
    .await
    .unwrap();
    let first = list(&console.backend, &admin(), None, 3).await.unwrap();
    let second = list(&console.backend, &admin(), Some(first[2].id), 3).await.unwrap();
    assert_eq!((first.len(), second.len()), (3, 2));
    assert!(first[2].started_at > second[0].started_at);
}
