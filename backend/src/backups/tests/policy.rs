use super::*;
use arkan_domain::{
    backups::{BackupState, PolicyForm},
    fields::Problem,
};
use chrono::{DateTime, TimeDelta, Utc};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A console whose policy holds since long ago.
async fn console_at(pool: &PgPool, now: &str) -> (Console, Clock) {
    sqlx::query("UPDATE backup_policies SET updated_at = '2026-01-01Z'")
        .execute(pool)
        .await
        .unwrap();
    let clock = Clock::fixed(at(now));
    (Console::new(pool, clock.clone()), clock)
}

#[sqlx::test(migrations = "../migrations")]
async fn the_daily_backup_runs_once_and_is_proven(pool: PgPool) {
    let (console, clock) = console_at(&pool, "2026-05-05T02:00:30Z").await;
    let replica = Console::new(&pool, clock.clone());
    let (one, two) = tokio::join!(tick(&console.backend), tick(&replica.backend));
    one.unwrap();
    two.unwrap();
    assert_eq!(list(&console.backend, &admin(), None, 10).await.unwrap().len(), 1);
    // The backup, and the drill that follows it.
    assert_eq!(console.worker().run_due().await, 2);
    let shown = overview(&console.backend, &admin()).await.unwrap();
    assert_eq!(
        shown.stored.as_ref().map(|backup| backup.trigger),
        Some(Trigger::Schedule)
    );
    assert_eq!(
        shown.proof.map(|proof| proof.backup),
        shown.stored.map(|backup| backup.id)
    );
    assert_eq!(shown.next, Some(at("2026-05-06T02:00:00Z")));
    clock.advance(TimeDelta::minutes(30));
    tick(&console.backend).await.unwrap();
    assert_eq!(list(&console.backend, &admin(), None, 10).await.unwrap().len(), 1);
    clock.advance(TimeDelta::days(1));
    tick(&console.backend).await.unwrap();
    assert_eq!(list(&console.backend, &admin(), None, 10).await.unwrap().len(), 2);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_missed_backup_is_an_alert_until_one_is_stored(pool: PgPool) {
    let (console, clock) = console_at(&pool, "2026-05-05T03:30:00Z").await;
    sqlx::query("UPDATE backup_policies SET updated_at = '2026-05-05Z'")
        .execute(&pool)
        .await
        .unwrap();
    tick(&console.backend).await.unwrap();
    assert!(console.open_alerts().await.is_empty());
    clock.advance(TimeDelta::hours(1));
    tick(&console.backend).await.unwrap();
    tick(&console.backend).await.unwrap();
    assert_eq!(console.open_alerts().await, ["backup.overdue"]);
    assert_eq!(
        overview(&console.backend, &admin()).await.unwrap().overdue,
        Some(at("2026-05-05T02:00:00Z"))
    );
    console.worker().run_due().await;
    assert!(console.open_alerts().await.is_empty());
}

#[sqlx::test(migrations = "../migrations")]
async fn switching_the_policy_off_ends_the_alert_of_a_missed_backup(pool: PgPool) {
    let (console, _) = console_at(&pool, "2026-05-05T05:00:00Z").await;
    tick(&console.backend).await.unwrap();
    assert_eq!(console.open_alerts().await, ["backup.overdue"]);
    let form = PolicyForm {
        enabled: false,
        hour: "3".into(),
        drill_after_backup: true,
        keep_daily: "7".into(),
        keep_weekly: "4".into(),
        version: 1,
    };
    save_policy(&console.backend, &admin(), &form).await.unwrap();
    tick(&console.backend).await.unwrap();
    assert!(console.open_alerts().await.is_empty());
    let stale = save_policy(&console.backend, &admin(), &form).await.unwrap_err();
    assert!(matches!(stale, crate::Error::Stale));
    let wrong = PolicyForm {
        hour: "25".into(),
        version: 2,
        ..form
    };
    let crate::Error::Invalid(errors) = save_policy(&console.backend, &admin(), &wrong).await.unwrap_err() else {
        panic!()
    };
    assert_eq!(errors.get("hour"), Some(&Problem::OutOfRange { min: 0, max: 23 }));
    assert_eq!(policy(&console.backend, &admin()).await.unwrap().version, 2);
    assert_eq!(console.timeline().await, ["backup.policy_changed"]);
}

#[sqlx::test(migrations = "../migrations")]
async fn retention_deletes_files_and_never_the_last_proof(pool: PgPool) {
    let (console, _) = console_at(&pool, "2026-05-05T12:00:00Z").await;
    sqlx::query("UPDATE backup_policies SET keep_daily = 2, keep_weekly = 0")
        .execute(&pool)
        .await
        .unwrap();
    std::fs::create_dir_all(&console.backend.settings.backup_dir).unwrap();
    for day in 0..5 {
        let (id, at) = (
            BackupId(Uuid::now_v7()),
            at("2026-05-05T02:00:00Z") - TimeDelta::days(day),
        );
        sqlx::query(
            "INSERT INTO backups (id, trigger, state, file, actor_label, started_at, snapshot_at)
             VALUES ($1, 'schedule', 'stored', $2, 'x', $3, $3)",
        )
        .bind(id.0)
        .bind(format!("{day}.age"))
        .bind(at)
        .execute(&pool)
        .await
        .unwrap();
        if day >= 3 {
            sqlx::query(
                "INSERT INTO restore_drills (id, backup_id, trigger, state, actor_label, started_at, finished_at)
                 VALUES (gen_random_uuid(), $1, 'manual', 'passed', 'x', $2, $2)",
            )
            .bind(id.0)
            .bind(at)
            .execute(&pool)
            .await
            .unwrap();
        }
        std::fs::write(console.backend.settings.backup_dir.join(format!("{day}.age")), "x").unwrap();
    }
    assert_eq!(super::super::retention::apply(&console.backend).await.unwrap(), 2);
    assert_eq!(console.files(), ["0.age", "1.age", "3.age"]);
    let states = list(&console.backend, &admin(), None, 10).await.unwrap();
    let expired = states
        .iter()
        .filter(|backup| backup.state == BackupState::Expired)
        .count();
    assert_eq!(expired, 2);
    assert_eq!(super::super::retention::apply(&console.backend).await.unwrap(), 0);
}
