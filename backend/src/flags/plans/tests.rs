mod held;

use super::{Standing, cancel, pause, resume, run_due, show, skip, start};
use crate::{
    Error,
    alerts::{NewAlert, checks, checks::CheckInput, partitions, raise, resolve},
    audit,
    flags::{FlagState, archive, find, kill, revive, set_enabled, set_percentage, states, testing::Shop},
    freezes, timeline,
};
use arkan_domain::{
    alerts::{AlertSource, CheckForm, Urgency},
    fields::Problem,
    flags::{
        FlagError, Percentage,
        plan::{Halt, Next, PlanForm, PlanState, StepForm, Trip, Wait},
    },
    freezes::{FreezeError, FreezeForm},
    identity::{Actor, Grant, Place, Role, Who},
};
use chrono::TimeDelta;
use serde_json::json;
use sqlx::PgPool;

fn form(rows: &[(&str, &str)]) -> PlanForm {
    PlanForm {
        steps: rows
            .iter()
            .map(|(share, wait)| StepForm {
                share: (*share).to_owned(),
                wait: (*wait).to_owned(),
            })
            .collect(),
        alerts: "any".to_owned(),
        on_trip: "pause".to_owned(),
        ..PlanForm::default()
    }
}

const THREE: [(&str, &str); 3] = [("5", "1h"), ("25", "1h"), ("100", "")];

async fn shop(pool: PgPool) -> Shop {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", "release").await;
    shop
}

async fn begun(shop: &Shop, form: &PlanForm) {
    start(&shop.backend, &shop.actor, shop.production("checkout"), form, None)
        .await
        .unwrap();
}

async fn standing(shop: &Shop) -> Standing {
    let flag = find(&shop.backend, &shop.actor, &shop.project, "checkout")
        .await
        .unwrap();
    show(&shop.backend, &shop.actor, &shop.project, &shop.production, &flag)
        .await
        .unwrap()
        .unwrap()
}

async fn state(shop: &Shop) -> FlagState {
    let flag = find(&shop.backend, &shop.actor, &shop.project, "checkout")
        .await
        .unwrap();
    let mut states = states(&shop.backend, &shop.actor, &shop.project, std::slice::from_ref(&flag))
        .await
        .unwrap();
    states.remove(&(flag.id, shop.production.id)).unwrap()
}

/// Enabled, and the share.
async fn does(shop: &Shop) -> (bool, u8) {
    let state = state(shop).await;
    (state.setting.enabled, state.percentage().unwrap().get())
}

/// Lets time go by, and whoever looks for plans look.
async fn later(shop: &Shop, minutes: i64) {
    shop.backend.clock.advance(TimeDelta::minutes(minutes));
    // A refused change lets go of its locks a moment after it is refused, and a look passes over what is locked.
    sqlx::query("SELECT FROM flags FOR UPDATE")
        .execute(&shop.backend.pool)
        .await
        .unwrap();
    run_due(&shop.backend).await.unwrap();
}

async fn newest_kind(shop: &Shop) -> String {
    let told = timeline::list(&shop.backend, &shop.actor, &timeline::Filter::default(), 1)
        .await
        .unwrap();
    told[0].kind.clone()
}

async fn alert(shop: &Shop, severity: Urgency) {
    let new = NewAlert {
        fingerprint: "till".to_owned(),
        source: AlertSource::System,
        check: None,
        place: Place::project(shop.project.id),
        severity,
        kind: "check.down",
        params: json!({ "name": "till" }),
        link: None,
        first_failure_at: None,
    };
    let mut write = shop.backend.write(&shop.actor).await.unwrap();
    raise(&mut write, new).await.unwrap();
    write.commit().await.unwrap();
}

#[sqlx::test(migrations = "../migrations")]
async fn a_plan_moves_by_itself_to_its_end(pool: PgPool) {
    let shop = shop(pool.clone()).await;
    begun(&shop, &form(&THREE)).await;
    assert_eq!(
        does(&shop).await,
        (true, 5),
        "the first step is taken at once, and the flag is on"
    );
    assert!(matches!(standing(&shop).await.next, Next::Wait(_, Wait::Stay)));
    later(&shop, 59).await;
    assert_eq!(does(&shop).await, (true, 5));
    later(&shop, 1).await;
    assert_eq!(does(&shop).await, (true, 25));
    later(&shop, 60).await;
    assert_eq!(does(&shop).await, (true, 100));
    let end = standing(&shop).await;
    assert_eq!(end.plan.state, PlanState::Finished);
    assert!(end.steps.iter().all(|step| step.taken_at.is_some()));
    assert_eq!(newest_kind(&shop).await, "plan.finished");
    later(&shop, 600).await;
    assert_eq!(state(&shop).await.version, 4, "nothing moves after the end");
    let steps: Vec<(i32, String)> =
        sqlx::query_as("SELECT (after->>'step')::int, after->>'share_to' FROM audit_events WHERE action = 'flag.plan_step' ORDER BY seq")
            .fetch_all(&pool)
            .await
            .unwrap();
    let steps: Vec<_> = steps.iter().map(|(step, share)| (*step, share.as_str())).collect();
    assert_eq!(steps, [(1, "5"), (2, "25"), (3, "100")]);
    assert!(audit::verify_latest(&shop.backend, &shop.actor, 1000).await.is_ok());
}

/// Whoever looks at the same moment, a step is taken once: the others wait for the flag, and find it taken.
#[sqlx::test(migrations = "../migrations")]
async fn many_who_look_at_once_take_a_step_once(pool: PgPool) {
    let shop = shop(pool.clone()).await;
    let rows: Vec<(String, &str)> = (1..=8).map(|step| ((step * 10).to_string(), "1m")).collect();
    let rows: Vec<(&str, &str)> = rows.iter().map(|(share, wait)| (share.as_str(), *wait)).collect();
    begun(&shop, &form(&rows)).await;
    for step in 2..=8_i64 {
        shop.backend.clock.advance(TimeDelta::minutes(1));
        let looks = (0..6).map(|_| {
            let backend = shop.backend.clone();
            tokio::spawn(async move { run_due(&backend).await })
        });
        for look in looks.collect::<Vec<_>>() {
            look.await.unwrap().unwrap();
        }
        let runs: Vec<i32> = sqlx::query_scalar("SELECT position FROM flag_plan_runs ORDER BY at, position")
            .fetch_all(&pool)
            .await
            .unwrap();
        assert_eq!(runs, (0..i32::try_from(step).unwrap()).collect::<Vec<_>>());
        let told: i64 = sqlx::query_scalar("SELECT count(*) FROM audit_events WHERE action = 'flag.plan_step'")
            .fetch_one(&pool)
            .await
            .unwrap();
        assert_eq!(told, step);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_step_that_was_taken_cannot_be_taken_again(pool: PgPool) {
    let shop = shop(pool.clone()).await;
    begun(&shop, &form(&THREE)).await;
    let again = sqlx::query(
        "INSERT INTO flag_plan_runs (plan_id, position, at, percentage, actor_label)
         SELECT plan_id, position, at, percentage, actor_label FROM flag_plan_runs",
    );
    assert!(again.execute(&pool).await.is_err());
}

#[sqlx::test(migrations = "../migrations")]
async fn what_people_do_to_the_flag_pauses_its_plan(pool: PgPool) {
    let shop = shop(pool).await;
    let (backend, actor, target) = (&shop.backend, &shop.actor, shop.production("checkout"));
    begun(&shop, &form(&THREE)).await;
    later(&shop, 30).await;
    set_percentage(backend, actor, target, Percentage::new(10).unwrap(), None)
        .await
        .unwrap();
    let paused = standing(&shop).await;
    assert_eq!(
        (paused.plan.state, paused.plan.halt),
        (PlanState::Paused, Some(Halt::Hand))
    );
    assert_eq!(newest_kind(&shop).await, "plan.interrupted");
    later(&shop, 600).await;
    assert_eq!(does(&shop).await, (true, 10));

    // The half hour that was left is left still.
    resume(backend, actor, target, paused.plan.version).await.unwrap();
    later(&shop, 29).await;
    assert_eq!(does(&shop).await, (true, 10));
    later(&shop, 1).await;
    assert_eq!(does(&shop).await, (true, 25));

    kill(backend, actor, target, "charged twice").await.unwrap();
    let killed = standing(&shop).await;
    assert_eq!(killed.plan.halt, Some(Halt::Kill));
    let refused = resume(backend, actor, target, killed.plan.version).await;
    assert!(matches!(refused, Err(Error::Flags(FlagError::Killed))), "{refused:?}");
    revive(backend, actor, target, None).await.unwrap();
    resume(backend, actor, target, killed.plan.version).await.unwrap();
    let flag = find(backend, actor, &shop.project, "checkout").await.unwrap();
    archive(backend, actor, &shop.project, "checkout", "checkout", flag.version)
        .await
        .unwrap();
    later(&shop, 60).await;
    assert_eq!(standing(&shop).await.plan.halt, Some(Halt::Archive));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_step_takes_the_flag_from_nobody(pool: PgPool) {
    let shop = shop(pool).await;
    let (backend, actor, target) = (&shop.backend, &shop.actor, shop.production("checkout"));
    begun(&shop, &form(&THREE)).await;
    set_percentage(backend, actor, target, Percentage::new(60).unwrap(), None)
        .await
        .unwrap();
    let version = standing(&shop).await.plan.version;
    resume(backend, actor, target, version).await.unwrap();
    later(&shop, 60).await;
    assert_eq!(does(&shop).await, (true, 60));
    assert_eq!(
        standing(&shop).await.steps[1].percentage,
        Some(Percentage::new(60).unwrap())
    );
    later(&shop, 60).await;
    assert_eq!(does(&shop).await, (true, 100));
}
